import { Argument, Command, InvalidArgumentError } from "commander";
import { callerContext } from "../context.ts";
import { uint } from "../options.ts";
import { print } from "../output.ts";

/** The attributes that nodes or contracts read. */
const attributes = ["AggregationAmount", "OpenToAnyDevice", "RequiredProverAmount"] as const;
type Attribute = (typeof attributes)[number];

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
    .addArgument(new Argument("<name>", "the attribute").choices(attributes))
    .argument("[value]", "a whole number", uint)
    .addHelpText("after", meanings)
    .action(
      async (projectId: bigint, name: Attribute, value: bigint | undefined, _options: unknown, command: Command) => {
        const { setAttribute } = await import("../../chain/actions/attribute.ts");
        const [least, most] = await boundsOf(name);
        if (value !== undefined && (value < least || value > most)) {
          throw new InvalidArgumentError(`${name} must be a whole number from ${least} to ${most}.`);
        }
        await setAttribute(await callerContext(command), projectId, name, value);
        const result = { projectId, name, value: value === undefined ? null : Number(value) };
        print(command, result, () => `${name} of project ${projectId} is ${result.value ?? "not set"} now.`);
      },
    );
}

/** The least and the largest value. */
async function boundsOf(name: Attribute): Promise<readonly [least: number, most: number]> {
  if (name === "OpenToAnyDevice") return [0, 1];
  if (name === "RequiredProverAmount") return [0, 65_535];
  const { MAX_PAYLOAD_MESSAGES } = await import("../../protocol/payload.ts");
  return [1, MAX_PAYLOAD_MESSAGES];
}
