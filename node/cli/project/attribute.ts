import { Argument, Command, InvalidArgumentError } from "commander";
import { setAttribute } from "../../chain/actions/attribute.ts";
import { MAX_PAYLOAD_MESSAGES } from "../../protocol/payload.ts";
import { callerContext } from "../context.ts";
import { uint } from "../options.ts";
import { print } from "../output.ts";

/** The attributes that nodes or contracts read: the least and the largest value of each. */
const attributes: Record<string, readonly [least: number, most: number]> = {
  AggregationAmount: [1, MAX_PAYLOAD_MESSAGES],
  OpenToAnyDevice: [0, 1],
  RequiredProverAmount: [0, 65_535],
};

const meanings = `
Attributes:
  AggregationAmount     messages of one device that make one task (1 unless set)
  OpenToAnyDevice       1: devices need not be registered, so anyone can spend the project's escrow
  RequiredProverAmount  tasks open only while so many provers of the program's VM type are active`;

/** `w3b project attribute` */
export function attributeCommand(): Command {
  return new Command("attribute")
    .description("set an attribute of the project, or without a value unset it")
    .argument("<project>", "the project's id", uint)
    .addArgument(new Argument("<name>", "the attribute").choices(Object.keys(attributes)))
    .argument("[value]", "a whole number", uint)
    .addHelpText("after", meanings)
    .action(async (projectId: bigint, name: string, value: bigint | undefined, _options: unknown, command: Command) => {
      const [least, most] = attributes[name] ?? [0, 0];
      if (value !== undefined && (value < least || value > most)) {
        throw new InvalidArgumentError(`${name} must be a whole number from ${least} to ${most}.`);
      }
      await setAttribute(await callerContext(command), projectId, name, value);
      const result = { projectId, name, value: value === undefined ? null : Number(value) };
      print(command, result, () => `${name} of project ${projectId} is ${result.value ?? "not set"} now.`);
    });
}
