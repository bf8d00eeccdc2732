import type { ProgramInput } from "../../types.ts";

/**
 * What a guest reads from its standard input: the binding (32 bytes), the length of what follows (32 bits, little
 * endian), and the messages' data as a JSON array of strings in UTF-8, in the payload's order. Plain bytes, for
 * `env::read_slice`; a guest needs no agreement about serde.
 */
export function guestInput({ binding, messages }: ProgramInput): Uint8Array {
  const json = Buffer.from(JSON.stringify(messages));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([Buffer.from(binding.slice(2), "hex"), length, json]);
}

/** The other way round, for guests that run elsewhere than in the zkVM. Throws a RangeError for other bytes. */
export function readGuestInput(bytes: Uint8Array): ProgramInput {
  const input = Buffer.from(bytes);
  if (input.length < 36 || input.readUInt32LE(32) !== input.length - 36)
    throw new RangeError("this is no guest's input");
  const messages: unknown = JSON.parse(input.toString("utf8", 36));
  if (!Array.isArray(messages) || messages.some((message) => typeof message !== "string")) {
    throw new RangeError("the guest's messages are no array of strings");
  }
  return { binding: `0x${input.toString("hex", 0, 32)}`, messages: messages as string[] };
}
