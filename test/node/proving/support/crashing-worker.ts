import type { ProvingRequest } from "../../../../node/proving/perform.ts";
import run, { type WorkerResponse } from "../../../../node/proving/worker.ts";

/** The real worker, except that some messages end its thread at once or eat all memory. */
export default async function crashingRun(request: ProvingRequest): Promise<WorkerResponse> {
  const message = "input" in request ? request.input.messages[0] : undefined;
  if (message === "crash") process.exit(1);
  if (message === "eat") {
    // In small bites: V8 ends the whole process if one allocation exceeds what is left when the limit is reached.
    let eaten: object = {};
    for (;;) eaten = { eaten };
  }
  return run(request);
}
