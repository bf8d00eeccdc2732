import { Command } from "commander";
import { table } from "../../protocol/text.ts";
import { print } from "../output.ts";
import { callGateway } from "./http.ts";

interface State {
  state: string;
  time: string;
  comment?: string;
}

/** `w3b message show` */
export function showCommand(): Command {
  return new Command("show")
    .description("show how far a message has come")
    .argument("<messageID>", "the id that sending it returned")
    .action(async (id: string, _options: unknown, command: Command) => {
      const { gatewayUrl } = command.optsWithGlobals<{ gatewayUrl: string }>();
      const message = await callGateway(`${gatewayUrl}/message/${encodeURIComponent(id)}`);
      print(command, message, () => {
        const states = (message["states"] ?? []) as State[];
        return table(
          ["state", "time", "comment"],
          states.map(({ state, time, comment }) => [state, time, comment ?? ""]),
        );
      });
    });
}
