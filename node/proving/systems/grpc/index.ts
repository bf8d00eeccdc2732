import { bytesToHex, concat, type Hex, hexToBytes, numberToHex, size, slice } from "viem";
import { messageOf, W3bError } from "../../../protocol/errors.ts";
import { sha256Of } from "../../../protocol/sha256.ts";
import { type ProofVerifier, processBackend } from "../../groth16/backend.ts";
import type { Program, ProgramDescription, ProgramInput, Proof, ProofSystem } from "../../types.ts";
import { type ResultForm, resultForms } from "../../vm-protocol/result-forms.ts";
import { decodeResult } from "../../vm-protocol/results.ts";
import { signalsOf } from "../../circom/journal.ts";
import { checkGroth16Key } from "../../keys/groth16.ts";
import { programIdOf } from "../circom-groth16/verifying-key.ts";
import { nameOf, type ServedProgram } from "./dialects.ts";
import { KeptProofs } from "./kept-proofs.ts";
import { readProgramSettings } from "./program-settings.ts";
import { ProverService } from "./service.ts";
import { type GrpcProverSettings, readSettings, type ServiceSettings } from "./settings.ts";
import { verificationPartsOfKey } from "../circom-groth16/verification-parts.ts";

export type { GrpcProverSettings } from "./settings.ts";

/** A prover that is a gRPC service of one of W3bstream's protos, whatever it proves with. */
export interface GrpcProver extends ProofSystem {
  readonly remote: true;
  load(code: Uint8Array, codeExpParam: string, codeHash?: Hex): Promise<GrpcProgram>;
  /** Throws PROVER_SERVICE_UNREACHABLE or PROVER_SERVICE_TIMEOUT (unavailable) unless the service can work. */
  health(timeoutMs?: number, signal?: AbortSignal): Promise<void>;
  /** Gives the connection up. */
  close(): void;
}

/**
 * As Program; calls can be given up. A dry run makes the whole proof, for there is no other way to learn the journal,
 * and keeps it for `prove`. Where codeExpParam names no verifying key, `check` takes the service's word.
 */
export interface GrpcProgram extends Program {
  dryRun(input: ProgramInput, signal?: AbortSignal): Promise<Hex>;
  prove(input: ProgramInput, signal?: AbortSignal): Promise<Proof>;
}

/** The proof system at an address. Nothing is connected before the first call. Throws CONFIG_INVALID (input). */
export function grpcProver(given: GrpcProverSettings): GrpcProver {
  const settings = readSettings(given);
  const service = new ProverService(settings);
  return {
    vmTypeID: settings.vmTypeID,
    name: settings.name,
    remote: true,
    async describe(_code, codeExpParam): Promise<ProgramDescription> {
      const { binding, verifyingKey: key } = readProgramSettings(codeExpParam, settings);
      if (key === undefined) return { programId: undefined, verifier: undefined, binding };
      await checkGroth16Key(key);
      return { programId: programIdOf(key), verifier: "groth16Verifier", binding, key };
    },
    async load(code, codeExpParam, codeHash = sha256Of(code)) {
      const program = { code, codeHash, codeExpParam, settings: readProgramSettings(codeExpParam, settings) };
      const { verifyingKey } = program.settings;
      if (verifyingKey !== undefined) await checkGroth16Key(verifyingKey);
      return loadedProgram(service, settings, program);
    },
    health: (timeoutMs = 5_000, signal) => service.health(timeoutMs, signal),
    close: () => service.close(),
  };
}

function loadedProgram(service: ProverService, settings: ServiceSettings, program: ServedProgram): GrpcProgram {
  const kept = new KeptProofs(settings.keptProofs);
  const key = program.settings.verifyingKey;
  let verifier: ProofVerifier | undefined;

  async function make(input: ProgramInput, signal?: AbortSignal): Promise<Proof> {
    const proof = proofIn(await service.prove(program, input, signal), program, input);
    if (accepts(proof)) return proof;
    throw resultInvalid("its proof does not verify with the project's key");
  }

  function accepts({ journal, proof }: Proof): boolean {
    if (key === undefined) return true;
    const signals = signalsOf(journal);
    verifier ??= processBackend().verifier(verificationPartsOfKey(key));
    return signals !== undefined && verifier.verify(signals, hexToBytes(proof));
  }

  return {
    programId: key && programIdOf(key),
    async dryRun(input, signal) {
      const proof = kept.get(input) ?? (await make(input, signal));
      kept.keep(input, proof);
      return proof.journal;
    },
    madeProof: (input) => kept.get(input),
    prove: async (input, signal) => kept.take(input) ?? (await make(input, signal)),
    check: async (proof) => accepts(proof),
    memory: () => kept.bytes + (verifier?.bytes ?? 0),
    release() {
      kept.clear();
      verifier = undefined;
    },
  };
}

/** Throws PROVER_SERVICE_RESULT_INVALID: what a service returns is checked as far as a journal tells. */
function proofIn(result: Uint8Array, program: ServedProgram, input: ProgramInput): Proof {
  const { binding, result: form } = program.settings;
  const projectId = input.task?.projectId ?? 0n;
  let proof: Proof;
  try {
    proof = decodeResult(form, result, { projectId });
  } catch (cause) {
    const start = bytesToHex(result.subarray(0, 16));
    const other = resultForms.find((candidate) => hasForm(candidate, result, projectId));
    throw resultInvalid(
      `its ${result.length} bytes (${start}...) are not of the form ${form} (${messageOf(cause)})`,
      other === undefined
        ? `Set "result" of the service, or of the project's codeExpParam, to what it returns: ${resultForms.join(", ")}.`
        : `They have the form ${other}: set "result" of the service, or of the project's codeExpParam, to "${other}".`,
    );
  }
  const name = nameOf(program, input);
  if (binding === "native") {
    if (size(proof.journal) < 64 || slice(proof.journal, 0, 32) !== name) throw resultInvalid("it names another task");
  } else if (input.task !== undefined) {
    const instances = concat([numberToHex(projectId, { size: 32 }), numberToHex(lastBits(name), { size: 32 })]);
    if (size(proof.journal) < 64 || slice(proof.journal, -64) !== instances)
      throw resultInvalid("it names another task");
  }
  return proof;
}

function hasForm(form: ResultForm, result: Uint8Array, projectId: bigint): boolean {
  try {
    decodeResult(form, result, { projectId });
    return true;
  } catch {
    return false;
  }
}

function lastBits(taskId: Hex): bigint {
  return BigInt.asUintN(64, BigInt(taskId));
}

function resultInvalid(
  reason: string,
  action = 'Check the settings "result" and "binding", and what the program commits to first.',
): W3bError {
  return new W3bError("PROVER_SERVICE_RESULT_INVALID", `The prover service's result cannot be used: ${reason}.`, {
    kind: "integrity",
    meaning: "The verifier contract would refuse it, so the task is not claimed for it.",
    action,
  });
}
