import { createHash } from "node:crypto";
import { concat, type Hex, numberToHex, slice } from "viem";
import { z } from "zod";
import { parseExactJson } from "../../../protocol/exact-json.ts";
import type { ProgramInput } from "../../types.ts";
import { inputsInvalid } from "./failures.ts";

/** What a module reads, and what a proof of it is about. Values are 64 bits, unsigned. */
export interface ModuleInputs {
  /** Binding and inputHash in four parts each, then the messages' public inputs. */
  public: bigint[];
  private: bigint[];
  /** Binding, inputHash and the messages' public inputs, 32 bytes each. */
  journal: Hex;
}

/** Most inputs of either kind. */
const MAX_INPUTS = 65_536;

/**
 * The inputs of a task's messages, in the payload's order. `inputHash` is the SHA-256 of what the messages hold: all
 * public inputs, then all private ones, 8 bytes each, little endian; a module that is to be believed computes it from
 * what it reads and requires it to be equal. Throws INPUTS_INVALID (input).
 */
export function moduleInputs({ messages, binding }: ProgramInput, journalWords: number): ModuleInputs {
  if (messages.length === 0) throw inputsInvalid("there is no message");
  const parsed = messages.map(parse);
  const publics = parsed.flatMap((message) => message.public_input.map(word));
  const privates = parsed.flatMap((message) => message.private_input.map(word));
  if (publics.length !== journalWords - 2) {
    throw inputsInvalid(`they have ${publics.length} public inputs and the program takes ${journalWords - 2}`);
  }
  if (privates.length > MAX_INPUTS) throw inputsInvalid(`they have more than ${MAX_INPUTS} private inputs`);

  const inputHash = hashOf([...publics, ...privates]);
  return {
    public: [...partsOf(binding), ...partsOf(inputHash), ...publics],
    private: privates,
    journal: concat([binding, inputHash, ...publics.map((value) => numberToHex(value, { size: 32 }))]),
  };
}

/** The public inputs in the words of the proving service, which splits packed bytes as {@link partsOf} does. */
export function publicInputsFor(journal: Hex): string[] {
  const [binding, inputHash] = [slice(journal, 0, 32), slice(journal, 32, 64)];
  const rest = wordsOf(journal).slice(2);
  return [`${binding}:bytes-packed`, `${inputHash}:bytes-packed`, ...rest.map((value) => `${value}:i64`)];
}

/** What a proof's instances have to be for a journal: ZkWasmVerifier.targetOf. */
export function targetOf(journal: Hex, prefix: readonly bigint[]): bigint[] {
  const packed = [0, 32].flatMap((at) => partsOf(slice(journal, at, at + 32)));
  return [...prefix, ...packed, ...wordsOf(journal).slice(2)];
}

/** 32-byte words, big endian. */
export function wordsOf(bytes: Hex): bigint[] {
  return Array.from({ length: (bytes.length - 2) / 64 }, (_, i) => BigInt(`0x${bytes.slice(2 + 64 * i, 66 + 64 * i)}`));
}

/** Eight bytes at a time, little endian. */
function partsOf(word: Hex): bigint[] {
  const bytes = Buffer.from(word.slice(2), "hex");
  return [0, 8, 16, 24].map((at) => bytes.readBigUInt64LE(at));
}

function hashOf(values: bigint[]): Hex {
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((value, index) => bytes.writeBigUInt64LE(value, 8 * index));
  return `0x${createHash("sha256").update(bytes).digest("hex")}`;
}

const values = z.array(z.union([z.int(), z.bigint(), z.string().regex(/^-?\d{1,20}$/)])).max(MAX_INPUTS);
const schema = z.strictObject({ private_input: values.default([]), public_input: values.default([]) });

function parse(message: string): z.infer<typeof schema> {
  let json: unknown;
  try {
    json = parseExactJson(message);
  } catch (cause) {
    throw inputsInvalid("a message's data is not JSON", cause);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw inputsInvalid("a message's data has another form");
  return parsed.data;
}

/** An i64, signed or unsigned, as the 64 bits it is made of. */
function word(value: number | bigint | string): bigint {
  const integer = BigInt(value);
  if (integer < -(2n ** 63n) || integer >= 2n ** 64n) throw inputsInvalid(`${value} does not fit 64 bits`);
  return BigInt.asUintN(64, integer);
}
