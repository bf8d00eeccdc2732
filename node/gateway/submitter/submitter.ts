import type { Notification } from "pg";
import { asChainError } from "../../chain/trouble.ts";
import { Backoff } from "../../protocol/backoff.ts";
import { asDatabaseError } from "../../protocol/database-trouble.ts";
import type { SubmitterContext } from "./context.ts";
import type { DryRunPatience } from "./dry-run.ts";
import { DryRuns } from "./dry-runs.ts";
import { listen } from "../../data/listen.ts";
import { Loop } from "./loop.ts";
import { followSubmissions } from "./outcome.ts";
import { refundTasks } from "./refund.ts";
import { submitBatches } from "./submit.ts";

/**
 * Brings packs to the chain: dry runs, submissions, what becomes of them, and refunds of tasks nobody proved. All of its
 * state is in Postgres; any number may run on one database, and each may be killed at any instant.
 */
export function startSubmitter(context: SubmitterContext): { stop(): Promise<void> } {
  const loop = (name: string, turn: () => Promise<number>) =>
    new Loop({
      name,
      logger: context.logger,
      work: () =>
        turn().catch((error: unknown) => {
          throw asDatabaseError(error) ?? asChainError(error) ?? error;
        }),
    });
  const dryRunPatience: DryRunPatience = {
    passing: new Backoff(1_000, 60_000),
    costly: new Backoff(10_000, 3_600_000),
  };
  const submitBackoff = new Backoff(1_000, 60_000);
  const submit = loop("submit", () => submitBatches(context, submitBackoff));
  const follow = loop("follow", () => followSubmissions(context, submitBackoff));
  const dryRuns = new DryRuns(context, dryRunPatience, () => {
    dryRun.wake();
    submit.wake();
  });
  const dryRun = loop("dry-run", () => dryRuns.turn());
  const refunds = loop("refund", () => refundTasks(context));
  const stopped = new AbortController();
  const wake = (heard?: Notification) => {
    if (heard?.channel !== "w3b_outbox") dryRun.wake(); // which wakes the submissions when it is done
    if (heard?.channel !== "w3b_pack" && isOfSubmission(heard?.payload)) follow.wake();
  };
  const listener = loop("listen", () =>
    listen(context.pool, ["w3b_pack", "w3b_outbox"], wake, stopped.signal).then(() => 0),
  );
  return {
    stop: async () => {
      stopped.abort();
      await dryRun.stop();
      await dryRuns.stop();
      await Promise.all([submit, follow, refunds, listener].map((one) => one.stop()));
    },
  };
}

/** The outbox says "<state> <id>", also of provers' transactions on the same database. */
function isOfSubmission(payload = ""): boolean {
  return payload === "" || payload.includes(" submit:");
}
