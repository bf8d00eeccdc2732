import { Command } from "commander";
import { type Address, type Hex, isHex, size, zeroHash } from "viem";
import { registerDevices } from "../../chain/actions/device.ts";
import { W3bError } from "../../protocol/errors.ts";
import { callerContext } from "../context.ts";
import { address, uint } from "../options.ts";
import { print } from "../output.ts";

/** `w3b project device` */
export function deviceCommand(): Command {
  return new Command("device")
    .description("register a device with the project")
    .argument("<project>", "the project's id", uint)
    .argument("<device>", "the address whose key signs the device's messages", address)
    .requiredOption("--owner <address>", "whom dApps credit for its readings", address)
    .option("--key <bytes32>", "the identity that proofs name, e.g. keccak256 of its BabyJubJub public key", zeroHash)
    .action(async (projectId: bigint, device: Address, options: { owner: Address; key: Hex }, command: Command) => {
      const { owner, key } = options;
      if (!isHex(key) || size(key) !== 32) {
        throw new W3bError("INVALID_OPTION", `--key must be 32 bytes in hex, not ${String(key)}`, { kind: "input" });
      }
      await registerDevices(await callerContext(command), projectId, [{ device, key, owner }]);
      print(
        command,
        { projectId, device, key, owner },
        () => `Device ${device} is registered with project ${projectId}.`,
      );
    });
}
