import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { integer } from "../options.ts";
import { list } from "../../protocol/text.ts";
import { print } from "../output.ts";
import { follow, type MessageState } from "./follow.ts";
import { callGateway } from "./http.ts";

interface Options {
  project: number;
  projectVersion: string;
  gatewayUrl: string;
  keyFile?: string;
  follow?: boolean;
}

/** `w3b message send` */
export function sendCommand(): Command {
  return new Command("send")
    .description("sign data with the device's key and send it to a gateway")
    .argument("<data>", "what the device says, or @file to read it from a file")
    .requiredOption("--project <id>", "the project's id", integer(1, Number.MAX_SAFE_INTEGER))
    .requiredOption("--project-version <version>", "the project's version, e.g. v1.0.0")
    .option("--follow", "tell each state of the message until its task is settled; exit code 1 where it fails")
    .action(async (text: string, _options: unknown, command: Command) => {
      const { loadAccount } = await import("../../chain/keys.ts");
      const { signMessage } = await import("../../protocol/message.ts");
      const { project, projectVersion, gatewayUrl, keyFile, follow: isFollowed } = command.optsWithGlobals<Options>();
      const data = text.startsWith("@") ? await readFile(text.slice(1), "utf8") : text;
      if (existsSync(data))
        console.error(`Warning: the text "${data}" is sent. To send what that file holds: @${data}`);
      const device = await loadAccount({ keyFile });
      const message = await signMessage(device, { projectID: project, projectVersion, data });
      const answer = await callGateway(`${gatewayUrl}/message`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(message),
      });
      const sent = { device: device.address, ...answer };
      if (!isFollowed) return print(command, sent, list);
      const tell = ({ state, time, comment = "" }: MessageState) => console.error(`${time}  ${state}  ${comment}`);
      const states = await follow(gatewayUrl, String(answer["messageID"]), tell);
      const last = states.at(-1);
      if (last?.state === "failed") process.exitCode = 1; // the state has told why
      print(command, { ...sent, states }, () => list({ ...sent, ...(last?.result && { result: last.result }) }));
    });
}
