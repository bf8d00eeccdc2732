/** What a proving service elsewhere is given: it may be slow, wrong, gone, or answer garbage. */
export interface RemoteLimits {
  /** Longest one request may take, its answer included, in ms. */
  requestMs: number;
  /** How often a request is sent before it counts as failed, when no answer came or one that may pass. */
  attempts: number;
  /** Pause after the first failed attempt and between the first polls, in ms; grows by half each time. */
  pauseMs: number;
  /** Longest such pause, in ms. */
  longestPauseMs: number;
  /** Largest answer that is read, in bytes. */
  answerBytes: number;
  /** Longest a run without a proof may take, from first request to journal, in ms. */
  dryRunMs: number;
  /** Longest a proof may take, from first request to proof, in ms. */
  proveMs: number;
}

export const defaultRemoteLimits: RemoteLimits = {
  requestMs: 30_000,
  attempts: 4,
  pauseMs: 500,
  longestPauseMs: 15_000,
  answerBytes: 16 * 1024 * 1024,
  dryRunMs: 120_000,
  proveMs: 1_800_000,
};
