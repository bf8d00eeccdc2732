import { Command } from "commander";
import type { Hex } from "viem";
import { ownerCommand, type OwnerOptions, selector, vmTypeOption } from "./options.ts";

/** `w3b verifier stop` */
export function stopCommand(): Command {
  return new Command("stop")
    .description("have no more proofs of a version accepted, for good: nobody can undo it")
    .addCommand(versionCommand("risc0", "RiscZeroVerifier"))
    .addCommand(versionCommand("sp1", "Sp1Verifier"))
    .addCommand(contractCommand());
}

/** `w3b verifier stop risc0|sp1` */
function versionCommand(name: string, contract: "RiscZeroVerifier" | "Sp1Verifier"): Command {
  const command = new Command(name)
    .description(`${contract}.stop; its owner signs`)
    .argument("<selector>", "what proofs of the version begin with", selector);
  return ownerCommand(command, contract).action(async (version: Hex, given: OwnerOptions, command: Command) => {
    const { stopVersion } = await import("../../chain/actions/verifier.ts");
    const { sendAsOwner } = await import("./send.ts");
    await sendAsOwner(command, ({ riscZeroVerifier, sp1Verifier }) => {
      const own = contract === "Sp1Verifier" ? sp1Verifier : riscZeroVerifier;
      return stopVersion(contract, given.verifier ?? own, version);
    });
  });
}

/** `w3b verifier stop contract` */
function contractCommand(): Command {
  const command = new Command("contract")
    .description("VerifierRegistry.stop, for projects that follow the registry's route; the registry's owner signs")
    .argument("<selector>", "what proofs for it begin with on the route", selector)
    .addOption(vmTypeOption());
  return ownerCommand(command, "VerifierRegistry").action(
    async (version: Hex, { vm }: OwnerOptions & { vm: number }, command: Command) => {
      const { stopVerifier } = await import("../../chain/actions/verifier.ts");
      const { sendAsOwner } = await import("./send.ts");
      await sendAsOwner(command, ({ verifierRegistry }) => stopVerifier(verifierRegistry, vm, version));
    },
  );
}
