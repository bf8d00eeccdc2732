import { Command, Option } from "commander";
import type { Address, Hex } from "viem";
import { address, bytes32 } from "../options.ts";
import { ownerCommand, type OwnerOptions, selector, vmTypeOption } from "./options.ts";

/** `w3b verifier add` */
export function addCommand(): Command {
  return new Command("add")
    .description("have proofs of one more version accepted")
    .addCommand(riscZeroCommand())
    .addCommand(sp1Command())
    .addCommand(contractCommand());
}

interface RiscZeroOptions extends OwnerOptions {
  selector: Hex;
  controlRoot: Hex;
  controlId: Hex;
}

/** `w3b verifier add risc0` */
function riscZeroCommand(): Command {
  const command = new Command("risc0")
    .description("RiscZeroVerifier.addVersion; its owner signs. The values are in RISC Zero's ControlID.sol")
    .addOption(required("--selector <bytes4>", "what seals of the version begin with").argParser(selector))
    .addOption(required("--control-root <bytes32>", "its CONTROL_ROOT").argParser(bytes32))
    .addOption(required("--control-id <bytes32>", "its BN254_CONTROL_ID").argParser(bytes32));
  return ownerCommand(command, "RiscZeroVerifier").action(async (given: RiscZeroOptions, command: Command) => {
    const { addRiscZeroVersion } = await import("../../chain/actions/verifier.ts");
    const { sendAsOwner } = await import("./send.ts");
    await sendAsOwner(command, ({ riscZeroVerifier }) =>
      addRiscZeroVersion(given.verifier ?? riscZeroVerifier, given.selector, given.controlRoot, given.controlId),
    );
  });
}

interface Sp1Options extends OwnerOptions {
  hash: Hex;
  key: string;
  vkRoot?: Hex;
}

/** `w3b verifier add sp1` */
function sp1Command(): Command {
  const command = new Command("sp1")
    .description("Sp1Verifier.addVersion; its owner signs. The values are in Succinct's sp1-contracts")
    .addOption(required("--hash <bytes32>", "its VERIFIER_HASH, which begins with the selector").argParser(bytes32))
    .addOption(required("--key <file>", "its Groth16 key: of gnark (binary or Groth16Verifier.sol), or snarkjs' JSON"))
    .addOption(new Option("--vk-root <bytes32>", "its VK_ROOT, from 6.0 on").argParser(bytes32));
  return ownerCommand(command, "Sp1Verifier").action(async (given: Sp1Options, command: Command) => {
    const { addSp1Version } = await import("../../chain/actions/verifier.ts");
    const { readGroth16Key } = await import("../groth16-key.ts");
    const { sendAsOwner } = await import("./send.ts");
    const key = await readGroth16Key(given.key);
    await sendAsOwner(command, ({ sp1Verifier }) =>
      addSp1Version(given.verifier ?? sp1Verifier, given.hash, key, BigInt(given.vkRoot ?? 0)),
    );
  });
}

interface ContractOptions extends OwnerOptions {
  vm: number;
  selector: Hex;
  address: Address;
}

/** `w3b verifier add contract` */
function contractCommand(): Command {
  const command = new Command("contract")
    .description("VerifierRegistry.add, for projects that follow the registry's route; the registry's owner signs")
    .addOption(vmTypeOption())
    .addOption(required("--selector <bytes4>", "what proofs for it begin with on the route").argParser(selector))
    .addOption(required("--address <address>", "the verifier contract").argParser(address));
  return ownerCommand(command, "VerifierRegistry").action(async (given: ContractOptions, command: Command) => {
    const { addVerifier } = await import("../../chain/actions/verifier.ts");
    const { sendAsOwner } = await import("./send.ts");
    await sendAsOwner(command, ({ verifierRegistry }) =>
      addVerifier(verifierRegistry, given.vm, given.selector, given.address),
    );
  });
}

function required(flags: string, what: string): Option {
  return new Option(flags, what).makeOptionMandatory();
}
