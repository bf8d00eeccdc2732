import run, { type WorkerRequest, type WorkerResponse } from "../../../../node/proving/worker.ts";

/** The real worker, except that a message ends its thread at once. */
export default async function crashingRun(request: WorkerRequest): Promise<WorkerResponse> {
  if (request.input?.messages[0] === "crash") process.exit(1);
  return run(request);
}
