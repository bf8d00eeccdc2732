import type { ProvingRequest } from "../../../../node/proving/perform.ts";
import run, { type WorkerResponse } from "../../../../node/proving/worker.ts";

/** The real worker, except that a message ends its thread at once. */
export default async function crashingRun(request: ProvingRequest): Promise<WorkerResponse> {
  if ("input" in request && request.input.messages[0] === "crash") process.exit(1);
  return run(request);
}
