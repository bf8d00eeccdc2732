import { workerData } from "piscina";
import { messageOf, type PlainError, plainErrorOf } from "../protocol/errors.ts";
import { LoadedPrograms } from "./loaded-programs.ts";
import { perform, type ProvingRequest } from "./perform.ts";
import { proofSystems } from "./registry.ts";
import type { ProvingSettings } from "./settings.ts";

export interface WorkerData {
  /** How much memory a worker's loaded programs may take, in bytes. */
  programBytes: number;
  settings: ProvingSettings;
}

export type WorkerResponse = { value: unknown } | { error: PlainError };

const { programBytes, settings } = workerData as WorkerData;
const programs = new LoadedPrograms(proofSystems(settings), programBytes);

/** One call of the pool, in its worker thread. Never throws: failures travel as data. */
export default async function run(request: ProvingRequest): Promise<WorkerResponse> {
  try {
    return { value: await perform(programs, request) };
  } catch (error) {
    return { error: plainErrorOf(error) ?? { code: "PROVING_FAILED", message: messageOf(error) } };
  }
}
