import type { Hex } from "viem";

/** One way of proving programs, named by the vmTypeID of project files. */
export interface ProofSystem {
  readonly vmTypeID: number;
  readonly name: string;
  /**
   * Loads an inflated code, whose SHA-256 may be known already. Throws PROGRAM_INVALID (input) when it is not a program
   * of this proof system.
   */
  load(code: Uint8Array, codeExpParam: string, codeHash?: Hex): Promise<Program>;
}

/** A loaded program: parsed once, used for many tasks, one call at a time. */
export interface Program {
  /** What its proofs are about on chain: the verification key's hash, an image id or a measurement. */
  readonly programId: Hex;
  /** Runs the program without proving. Throws INPUTS_INVALID or INPUTS_REJECTED (input). */
  dryRun(input: ProgramInput): Promise<Hex>;
  /** Runs and proves. Throws what dryRun throws. */
  prove(input: ProgramInput): Promise<Proof>;
  /** Whether the verifier contract would accept this proof. */
  check(proof: Proof): Promise<boolean>;
  /** Bytes it holds now besides its code. */
  memory(): number;
  /** Gives memory back that is not under the garbage collector's eyes; the program is not used afterwards. */
  release(): void;
}

export interface ProgramInput {
  /** The `data` of the task's messages, in the payload's order. */
  messages: string[];
  /** 32 bytes; the journal's first word. Zero where only `inputHash` is wanted. */
  binding: Hex;
}

export interface Proof {
  /** The program's public output: 32-byte words, the first two being `binding` and `inputHash`. */
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
