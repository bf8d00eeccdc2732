import { followClaim } from "./claim.ts";
import type { ProverContext } from "./context.ts";
import type { Job } from "./jobs.ts";
import { proveJob } from "./prove.ts";
import { followProof, submitProof } from "./submit.ts";

/** Takes the next step of a job; true if its state changed, so that there may be another step at once. */
export function advance(context: ProverContext, job: Job): Promise<boolean> {
  switch (job.state) {
    case "claiming":
      return followClaim(context, job);
    case "claimed":
      return proveJob(context, job);
    case "proved":
      return submitProof(context, job);
    case "submitting":
      return followProof(context, job);
    default:
      return Promise.resolve(false);
  }
}
