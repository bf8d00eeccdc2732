import { Command } from "commander";
import type { Address, Hex } from "viem";
import { callerContext } from "../context.ts";
import { address, bytes32, uint } from "../options.ts";
import { print } from "../output.ts";

/** A device that no proof names. */
const noKey: Hex = `0x${"0".repeat(64)}`;

/** `w3b project device` */
export function deviceCommand(): Command {
  return new Command("device")
    .description("register a device with the project")
    .argument("<project>", "the project's id", uint)
    .argument("<device>", "the address whose key signs the device's messages", address)
    .requiredOption("--owner <address>", "whom dApps credit for its readings", address)
    .option(
      "--key <bytes32>",
      "the identity that proofs name, e.g. keccak256 of its BabyJubJub public key",
      bytes32,
      noKey,
    )
    .action(async (projectId: bigint, device: Address, options: { owner: Address; key: Hex }, command: Command) => {
      const { registerDevices } = await import("../../chain/actions/device.ts");
      const { owner, key } = options;
      await registerDevices(await callerContext(command), projectId, [{ device, key, owner }]);
      print(
        command,
        { projectId, device, key, owner },
        () => `Device ${device} is registered with project ${projectId}.`,
      );
    });
}
