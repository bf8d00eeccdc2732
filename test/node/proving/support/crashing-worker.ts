import type { ProvingRequest } from "../../../../node/proving/perform.ts";
import run, { type WorkerResponse } from "../../../../node/proving/worker.ts";

/** The real worker, except that some messages end its thread at once or eat all memory. */
export default async function crashingRun(request: ProvingRequest): Promise<WorkerResponse> {
  const message = "input" in request ? request.input.messages[0] : undefined;
  if (message === "crash") process.exit(1);
  if (message === "eat") {
    const eaten: unknown[] = [];
    for (;;) eaten.push(new Array(1000).fill({ eaten: eaten.length }));
  }
  return run(request);
}
