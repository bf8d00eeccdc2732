import { hexToString, size, slice } from "viem";
import { halo2Wasm, type Halo2WasmSettings } from "../../../../../node/proving/systems/halo2-wasm/index.ts";
import type { ProgramInput, Proof } from "../../../../../node/proving/types.ts";
import { moduleOf, type ModuleText } from "./modules.ts";

export const binding = `0x${"00".repeat(32)}` as const;

/** A task of project 912 whose last 64 bits are `tail`. */
export function inputOf(messages: string[], tail = "8123456789abcdef"): ProgramInput {
  const taskId = `0x${"ab".repeat(24)}${tail}` as const;
  return { messages, binding, task: { projectId: 912n, projectVersion: "v1", taskId, clientId: "did:io:ünicode" } };
}

/** Loads a module and proves one message with it. */
export async function prove(text: ModuleText, settings?: Halo2WasmSettings): Promise<Proof> {
  const program = await halo2Wasm(settings).load(await moduleOf(text), "");
  return program.prove(inputOf(["a message"]));
}

/** The proof's bytes as text. */
export const textOf = ({ proof }: Proof): string => hexToString(proof);

/** The journal's words. */
export const wordsOf = ({ journal }: Proof): bigint[] =>
  Array.from({ length: size(journal) / 32 }, (_, i) => BigInt(slice(journal, 32 * i, 32 * (i + 1))));
