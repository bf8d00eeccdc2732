/** What a served prover takes from strangers. */
export interface ServeLimits {
  /** Longest request, in bytes; a program comes in one. */
  messageBytes: number;
  /** Longest program, inflated. */
  codeBytes: number;
  /** Most programs kept, and most bytes of them together; the least recently used goes first. */
  programs: number;
  programBytes: number;
  /** Most tasks at once, those that wait for a thread included. */
  tasks: number;
  /** How long a connection without a call is kept, in milliseconds. */
  idleMs: number;
}

export const serveLimits: ServeLimits = {
  messageBytes: 136 * 2 ** 20, // zlib of what a project file has as hex
  codeBytes: 256 * 2 ** 20,
  programs: 64,
  programBytes: 512 * 2 ** 20,
  tasks: 64,
  idleMs: 60_000,
};
