/**
 * Failures that cost a thread for as long as the time limit allows, a worker, or a proof made for nothing: by the
 * program, not by the task. Whoever runs programs leaves such a one alone for long.
 */
export const costlyFailures: ReadonlySet<string> = new Set([
  "PROVING_TIMEOUT",
  "OUT_OF_MEMORY",
  "PROVING_FAILED",
  "PROGRAM_TRIAL_FAILED",
  "RESULT_INVALID",
  "PROVER_SERVICE_RESULT_INVALID",
]);
