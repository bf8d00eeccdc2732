import { type Hex, slice } from "viem";
import { messageOf, W3bError } from "../../../protocol/errors.ts";
import type { RemoteLimits } from "../../remote/limits.ts";
import { Patience } from "../../remote/patience.ts";
import { Works } from "../../remote/works.ts";
import type { Program, ProgramInput, Proof } from "../../types.ts";
import { checkBinding } from "./binding.ts";
import type { Bonsai } from "./bonsai.ts";
import { guestInput } from "./input.ts";
import type { Methods } from "./methods.ts";
import type { ReceiptVerifier } from "./parameters.ts";
import type { ServiceVersion } from "./service-version.ts";
import { readReceipt } from "./receipt.ts";

interface Work {
  session: string;
  snark: string;
  proof: Proof;
}

/** A guest at a proving service. Several calls may wait at a time. */
export class RiscZeroProgram implements Program {
  readonly programId: Hex;
  readonly #elf: Uint8Array;
  readonly #bonsai: Bonsai | undefined;
  readonly #verifier: ReceiptVerifier;
  readonly #version: ServiceVersion;
  readonly #limits: RemoteLimits;
  readonly #works = new Works<Work>();
  #uploaded = false;
  /** Whether the service hands out journals of runs without a proof; it is believed to until it does not. */
  #givesJournals = true;

  constructor(
    { elf, imageId }: Methods,
    bonsai: Bonsai | undefined,
    verifier: ReceiptVerifier,
    version: ServiceVersion,
    limits: RemoteLimits,
  ) {
    this.programId = imageId;
    this.#elf = elf;
    this.#bonsai = bonsai;
    this.#verifier = verifier;
    this.#version = version;
    this.#limits = limits;
  }

  /**
   * Runs the guest without a proof; where the service cannot tell its journal, or for a task whether the contract takes
   * its seals, with one, which is kept for prove. Throws RISC_ZERO_VERSION_UNKNOWN or RISC_ZERO_VERSION_STOPPED
   * (unavailable) where it does not.
   */
  async dryRun(input: ProgramInput, signal?: AbortSignal): Promise<Hex> {
    const bonsai = this.#service();
    const isTaken = input.task === undefined || (await this.#version.isTaken(input.verifier));
    if (this.#givesJournals && isTaken) {
      const patience = new Patience(this.#limits, this.#limits.dryRunMs, signal);
      const session = await this.#start(bonsai, input, true, patience);
      await bonsai.awaitSession(session, patience);
      const journal = await bonsai.journalOf(session, patience);
      if (journal !== undefined) {
        checkBinding(journal, input.binding);
        return journal;
      }
      this.#givesJournals = false;
    }
    return (await this.prove(input, signal)).journal;
  }

  async prove(input: ProgramInput, signal?: AbortSignal): Promise<Proof> {
    const bonsai = this.#service();
    const patience = new Patience(this.#limits, this.#limits.proveMs, signal);
    return this.#works.on(guestInput(input), async (work) => {
      if (work.proof) return work.proof;
      work.session ??= await this.#start(bonsai, input, false, patience);
      await bonsai.awaitSession(work.session, patience);
      work.snark ??= await bonsai.createSnark(work.session, patience);
      const receipt = await bonsai.awaitSnark(work.snark, patience);
      const proof = await this.#read(bonsai, receipt, input.verifier);
      checkBinding(proof.journal, input.binding);
      return (work.proof = proof);
    });
  }

  async check(proof: Proof, verifier?: Hex): Promise<boolean> {
    return this.#verifier.verify(this.programId, proof, verifier);
  }

  memory(): number {
    return this.#elf.length + this.#verifier.bytes;
  }

  release(): void {
    this.#works.clear();
  }

  async #start(bonsai: Bonsai, input: ProgramInput, executeOnly: boolean, patience: Patience): Promise<string> {
    if (!this.#uploaded) await bonsai.uploadImage(this.programId, this.#elf, patience);
    this.#uploaded = true;
    try {
      const uploaded = await bonsai.uploadInput(guestInput(input), patience);
      return await bonsai.createSession(this.programId, uploaded, executeOnly, patience);
    } catch (error) {
      this.#uploaded = false; // the service may have lost it
      throw error;
    }
  }

  /** The receipt's content; what no verifier contract would accept is worth nothing and is not kept. */
  async #read(bonsai: Bonsai, receipt: Uint8Array, verifier: Hex | undefined): Promise<Proof> {
    let proof: Proof;
    try {
      proof = readReceipt(receipt);
    } catch (cause) {
      throw bonsai.invalidReceipt(messageOf(cause), cause);
    }
    this.#version.saw(slice(proof.proof, 0, 4));
    if (await this.#verifier.verify(this.programId, proof, verifier)) return proof;
    throw bonsai.invalidReceipt("the receipt does not verify, or its version is not known here");
  }

  #service(): Bonsai {
    if (this.#bonsai) return this.#bonsai;
    throw new W3bError("REMOTE_PROVER_NOT_CONFIGURED", "This node knows no RISC Zero prover.", {
      kind: "unavailable",
      action: "Name a Bonsai or Bento in the node's settings, or leave such projects to others.",
    });
  }
}
