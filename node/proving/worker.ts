import { workerData } from "piscina";
import { messageOf, W3bError, type W3bErrorOptions } from "../protocol/errors.ts";
import { LoadedPrograms } from "./loaded-programs.ts";
import { perform, type ProvingRequest } from "./perform.ts";
import { proofSystems } from "./registry.ts";
import type { ProvingSettings } from "./settings.ts";

export interface WorkerData {
  /** How much memory a worker's loaded programs may take, in bytes. */
  programBytes: number;
  settings: ProvingSettings;
}

export type WorkerResponse = { value: unknown } | { error: WorkerFailure };

/** A W3bError as plain data: errors lose their fields on the way between threads. */
export interface WorkerFailure extends Pick<W3bErrorOptions, "kind" | "meaning" | "action"> {
  code: string;
  message: string;
}

const { programBytes, settings } = workerData as WorkerData;
const programs = new LoadedPrograms(proofSystems(settings), programBytes);

/** One call of the pool, in its worker thread. Never throws: failures travel as data. */
export default async function run(request: ProvingRequest): Promise<WorkerResponse> {
  try {
    return { value: await perform(programs, request) };
  } catch (error) {
    const { kind, meaning, action } = error instanceof W3bError ? error : {};
    const code = error instanceof W3bError ? error.code : "PROVING_FAILED";
    return { error: { code, message: messageOf(error), kind, meaning, action } };
  }
}
