import type { Hex } from "viem";
import type { VerifierName } from "../protocol/deployment.ts";
import type { BindingName } from "../protocol/task.ts";

export type { VerifierName } from "../protocol/deployment.ts";
export { type BindingName, bindings } from "../protocol/task.ts";

/** One way of proving programs, named by the vmTypeID of project files. */
export interface ProofSystem {
  readonly vmTypeID: number;
  readonly name: string;
  /** Proofs are made by a service elsewhere: its calls wait rather than compute, and take no worker. */
  readonly remote?: boolean;
  /** It describes programs and cannot prove them here: it was not told what proving takes. */
  readonly describeOnly?: boolean;
  /** What publishing a program takes, without running it. Throws PROGRAM_INVALID (input). */
  describe(code: Uint8Array, codeExpParam: string): Promise<ProgramDescription>;
  /**
   * Of remote proof systems, where loading takes time that a stranger decides about: what `load` needs of the code, in a
   * form that travels between threads. Throws PROGRAM_INVALID (input).
   */
  read?(code: Uint8Array, codeExpParam: string): Promise<unknown>;
  /**
   * Loads an inflated code, whose SHA-256 may be known already; `read` is what `read` made of it in another thread, where
   * it did. Throws PROGRAM_INVALID (input) when it is not a program of this proof system.
   */
  load(code: Uint8Array, codeExpParam: string, codeHash?: Hex, read?: unknown): Promise<Program>;
}

/** What publishing a program takes. */
export interface ProgramDescription {
  /** Undefined where it depends on a contract of the project's own, so that the publisher must say it. */
  programId: Hex | undefined;
  /** Which of the deployment's contracts verifies it; undefined where the project brings its own. */
  verifier: VerifierName | undefined;
  binding: BindingName;
  /** How many words its journals have, where the contract has to be told that alone and cannot learn it of the key. */
  instances?: number;
  /** What that contract's registration takes (a verification key, a circuit), where programs are registered as data. */
  key?: unknown;
  /** What its publisher should know before money depends on it: sentences. */
  warnings?: string[];
}

/**
 * A loaded program: parsed once, used for many tasks, one call at a time; that of a remote proof system may be called
 * again while calls wait. `signal` is aborted when nobody waits for the answer any more; programs that compute in a
 * worker need not look at it, since the worker is ended.
 */
export interface Program {
  /**
   * What its proofs are about on chain: the verification key's hash, an image id or a measurement. Undefined where the
   * code does not tell; then the project's word is taken for it.
   */
  readonly programId: Hex | undefined;
  /** Runs the program without proving. Throws INPUTS_INVALID or INPUTS_REJECTED (input). */
  dryRun(input: ProgramInput, signal?: AbortSignal): Promise<Hex>;
  /** What the last dry run computed, for `prove` to go on from; once, and only where a task was named by its binding. */
  takeWitness?(): Witness | undefined;
  /** The proof that the dry run of an input had to make, if it was one, and is kept for `prove`. */
  madeProof?(input: ProgramInput): Proof | undefined;
  /** Runs and proves, from the witness of the same input where there is one. Throws what dryRun throws. */
  prove(input: ProgramInput, signal?: AbortSignal, witness?: Witness): Promise<Proof>;
  /** Whether the verifier contract, the one that the input named, would accept this proof. */
  check(proof: Proof, verifier?: Hex): Promise<boolean>;
  /** Bytes it holds now besides its code. */
  memory(): number;
  /** Gives memory back that is not under the garbage collector's eyes; the program is not used afterwards. */
  release(): void;
}

/** What a run of a program computed, in its proof system's own form; threads share it. */
export type Witness = Uint8Array<SharedArrayBuffer>;

export interface ProgramInput {
  /** The `data` of the task's messages, in the payload's order. */
  messages: string[];
  /** 32 bytes; the journal's first word. Zero where only `inputHash` is wanted. */
  binding: Hex;
  /** The task, for programs that are told of it by name; undefined where only `inputHash` is wanted. */
  task?: TaskName;
  /** The contract that will judge the proof, where proof systems ask it; the deployment's own, unless given. */
  verifier?: Hex;
}

/** A task as programs and provers of the Go W3bstream know it. */
export interface TaskName {
  projectId: bigint;
  projectVersion: string;
  taskId: Hex;
  /** `did:io:` and the first message's device, lower case without 0x. */
  clientId: string;
}

export interface Proof {
  /**
   * The program's public output. Native binding: its first two 32-byte words are `binding` and `inputHash`. Template
   * binding: 32-byte words, the last two the project's id and the last 64 bits of the task's id.
   */
  journal: Hex;
  /** In the encoding the proof system's verifier contract takes. */
  proof: Hex;
}

/** A program as it travels to workers; its bytes are shared, never copied. */
export interface ProgramCode {
  vmTypeID: number;
  /** SHA-256 of the inflated code. */
  codeHash: Hex;
  /** The inflated code, on a SharedArrayBuffer. */
  code: Uint8Array<SharedArrayBuffer>;
  codeExpParam: string;
}

/** Tells programs apart. */
export function keyOf({ vmTypeID, codeHash, codeExpParam }: ProgramCode): string {
  return JSON.stringify([vmTypeID, codeHash, codeExpParam]);
}
