import { Command } from "commander";
import type { Address } from "viem";
import { callerContext } from "../context.ts";
import { W3bError } from "../../protocol/errors.ts";
import { address, iotxAboveZero, options, uint } from "../options.ts";
import { print } from "../output.ts";
import { type TermsOptions, termsOf, withTermsOptions } from "./terms.ts";

interface Options extends TermsOptions {
  deposit: bigint;
  device?: Address;
  gateway?: Address;
  gatewayUrl: string;
}

/** `w3b project open` */
export function openCommand(): Command {
  const command = new Command("open")
    .description("after publish: set terms, pay in, authorise a gateway, register a device, and take tasks")
    .argument("<project>", "the project's id", uint)
    .requiredOption("--deposit <iotx>", "what tasks are paid from", iotxAboveZero)
    .option("--gateway <address>", "the gateway's account; w3b dev's is known", address)
    .addOption(options.gatewayUrl())
    .option("--device <address>", "a device whose messages are taken, credited to its own account", address);
  return withTermsOptions(command).action(async (projectId: bigint, settings: Options, command: Command) => {
    const project = await import("../../chain/actions/project.ts");
    const { registerDevices } = await import("../../chain/actions/device.ts");
    const { zeroHash } = await import("viem");
    const { deposit, device, gateway, gatewayUrl } = settings;
    if (!gateway) throw noGateway();
    const caller = await callerContext(command);
    const terms = termsOf(settings);
    await project.setRewardTerms(caller, projectId, terms);
    await project.setGateway(caller, projectId, gateway, true, gatewayUrl);
    if (device) await registerDevices(caller, projectId, [{ device, key: zeroHash, owner: device }]);
    await project.resumeProject(caller, projectId);
    await project.depositIotx(caller, projectId, deposit); // last: whatever failed before is tried again without paying twice
    print(
      command,
      { projectId, terms, gateway, gatewayUrl, device, deposit },
      () => `Project ${projectId} takes tasks.`,
    );
  });
}

function noGateway(): W3bError {
  return new W3bError("INVALID_OPTION", "The project needs a gateway that submits its tasks.", {
    kind: "input",
    action: "Name its account with --gateway and its URL with --gateway-url; its operator tells both.",
  });
}
