import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { integer } from "../options.ts";
import { list } from "../../protocol/text.ts";
import { print } from "../output.ts";
import { callGateway } from "./http.ts";

interface Options {
  project: number;
  projectVersion: string;
  gatewayUrl: string;
  keyFile?: string;
}

/** `w3b message send` */
export function sendCommand(): Command {
  return new Command("send")
    .description("sign data with the device's key and send it to a gateway")
    .argument("<data>", "what the device says, or @file to read it from a file")
    .requiredOption("--project <id>", "the project's id", integer(1, Number.MAX_SAFE_INTEGER))
    .requiredOption("--project-version <version>", "the project's version, e.g. v1.0.0")
    .action(async (text: string, _options: unknown, command: Command) => {
      const { loadAccount } = await import("../../chain/keys.ts");
      const { signMessage } = await import("../../protocol/message.ts");
      const { project, projectVersion, gatewayUrl, keyFile } = command.optsWithGlobals<Options>();
      const data = text.startsWith("@") ? await readFile(text.slice(1), "utf8") : text;
      const device = await loadAccount({ keyFile });
      const message = await signMessage(device, { projectID: project, projectVersion, data });
      const answer = await callGateway(`${gatewayUrl}/message`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(message),
      });
      print(command, { device: device.address, ...answer }, list);
    });
}
