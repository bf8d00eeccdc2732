import { concat, type Hex, numberToHex, size, stringToBytes } from "viem";
import { W3bError } from "../../../protocol/errors.ts";
import type { RemoteLimits } from "../../remote/limits.ts";
import { Patience } from "../../remote/patience.ts";
import { Works } from "../../remote/works.ts";
import type { Program, ProgramInput, Proof } from "../../types.ts";
import type { Delphinus, DelphinusProof } from "./delphinus.ts";
import { moduleInputs, publicInputsFor, targetOf, wordsOf } from "./inputs.ts";
import { runModule, type ZkWasmModule } from "./module.ts";
import type { ZkWasmParameters } from "./parameters.ts";
import { SCALAR_MODULUS } from "../../../protocol/bn254.ts";

interface Work {
  task: string;
  proof: Proof;
}

/** A module at Delphinus' proving service. Several calls may wait at a time. */
export class ZkWasmRemoteProgram implements Program {
  readonly programId: Hex;
  readonly #module: ZkWasmModule;
  readonly #parameters: ZkWasmParameters;
  readonly #delphinus: Delphinus | undefined;
  readonly #limits: RemoteLimits;
  readonly #works = new Works<Work>();

  constructor(
    module: ZkWasmModule,
    parameters: ZkWasmParameters,
    delphinus: Delphinus | undefined,
    limits: RemoteLimits,
  ) {
    this.programId = parameters.programId;
    this.#module = module;
    this.#parameters = parameters;
    this.#delphinus = delphinus;
    this.#limits = limits;
  }

  /** Runs the module here; where it needs another host, proves it there and keeps the proof. */
  async dryRun(input: ProgramInput, signal?: AbortSignal): Promise<Hex> {
    const inputs = moduleInputs(input, this.#parameters.program.journalWords);
    if (!this.#module.runsHere) return (await this.prove(input, signal)).journal;
    await runModule(this.#module, inputs, this.#limits.dryRunMs, signal);
    return inputs.journal;
  }

  async prove(input: ProgramInput, signal?: AbortSignal): Promise<Proof> {
    const delphinus = this.#service();
    const inputs = moduleInputs(input, this.#parameters.program.journalWords);
    const patience = new Patience(this.#limits, this.#limits.proveMs, signal);
    const publics = publicInputsFor(inputs.journal);
    const privates = inputs.private.map((value) => `${value}:i64`);
    return this.#works.on(stringToBytes(JSON.stringify([publics, privates])), async (work) => {
      if (work.proof) return work.proof;
      if (work.task === undefined) {
        const md5 = await delphinus.setUp(this.#module.code, patience);
        work.task = await delphinus.prove(md5, publics, privates, patience);
      }
      const proof = this.#encode(delphinus, await delphinus.awaitProof(work.task, patience), inputs.journal);
      return (work.proof = { journal: inputs.journal, proof });
    });
  }

  /**
   * Whether the proof has the form that ZkWasmVerifier takes. The aggregation itself only its contract can verify; what
   * the service says it is about was compared when it was fetched.
   */

  async check({ journal, proof }: Proof): Promise<boolean> {
    const { proofWords, verifyInstances, auxWords, journalWords } = this.#parameters.program;
    if (size(journal) !== 32 * journalWords) return false;
    if (size(proof) !== 32 * (proofWords + verifyInstances + auxWords)) return false;
    return wordsOf(journal).every((value, index) => index < 2 || value < SCALAR_MODULUS);
  }

  memory(): number {
    return this.#module.code.length + this.#module.limited.length;
  }

  release(): void {
    this.#works.clear();
  }

  /** Words big endian, one after the other, as ZkWasmVerifier takes them. */
  #encode(delphinus: Delphinus, { proof, verifyInstances, aux, instances }: DelphinusProof, journal: Hex): Hex {
    const { program } = this.#parameters;
    const target = targetOf(journal, program.prefix);
    if (instances.length !== target.length || instances.some((value, index) => value !== target[index])) {
      throw delphinus.invalid("the proof is about other public inputs than were asked for");
    }
    const lengths = [proof.length, verifyInstances.length, aux.length];
    const expected = [program.proofWords, program.verifyInstances, program.auxWords];
    if (lengths.some((length, index) => length !== expected[index])) {
      throw delphinus.invalid(`the proof has ${lengths.join(" + ")} words, and the program ${expected.join(" + ")}`);
    }
    return concat([...proof, ...verifyInstances, ...aux].map((value) => numberToHex(value, { size: 32 })));
  }

  #service(): Delphinus {
    if (this.#delphinus) return this.#delphinus;
    throw new W3bError("REMOTE_PROVER_NOT_CONFIGURED", "This node knows no zkWASM proving service.", {
      kind: "unavailable",
      action: "Name a proving service in the node's settings, or leave such projects to others.",
    });
  }
}
