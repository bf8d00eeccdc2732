import type { Hex } from "viem";
import { sha256Of } from "../../../protocol/sha256.ts";
import type { ProgramInput, Proof } from "../../types.ts";

/** Proofs that dry runs made, until their tasks ask for them; the oldest goes first. */
export class KeptProofs {
  readonly #most: number;
  readonly #proofs = new Map<Hex, Proof>();
  #bytes = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Bytes of what is kept, roughly. */
  get bytes(): number {
    return this.#bytes;
  }

  get(input: ProgramInput): Proof | undefined {
    return this.#proofs.get(keyOf(input));
  }

  /** What is taken is not kept any more: asked again, the service makes another proof. */
  take(input: ProgramInput): Proof | undefined {
    const key = keyOf(input);
    const proof = this.#proofs.get(key);
    this.#drop(key);
    return proof;
  }

  keep(input: ProgramInput, proof: Proof): void {
    const key = keyOf(input);
    this.#drop(key);
    this.#proofs.set(key, proof);
    this.#bytes += bytesOf(proof);
    for (const oldest of this.#proofs.keys()) {
      if (this.#proofs.size <= this.#most) return;
      this.#drop(oldest);
    }
  }

  clear(): void {
    this.#proofs.clear();
    this.#bytes = 0;
  }

  #drop(key: Hex): void {
    const proof = this.#proofs.get(key);
    if (proof === undefined) return;
    this.#bytes -= bytesOf(proof);
    this.#proofs.delete(key);
  }
}

/** All that a proof depends on. */
function keyOf({ messages, binding, task }: ProgramInput): Hex {
  const named = task && [task.projectId.toString(), task.projectVersion, task.taskId, task.clientId];
  return sha256Of(Buffer.from(JSON.stringify([binding, named ?? null, messages])));
}

function bytesOf({ journal, proof }: Proof): number {
  return journal.length + proof.length;
}
