/** How long a client may hold a connection of a server, in milliseconds: strangers open as many as they like. */
export interface SocketLimits {
  /** Until a request is there, headers and body. */
  requestMs: number;
  /** On which nothing happens. */
  idleMs: number;
  /** Between two looks for requests that are late. */
  checkMs: number;
}

/** What docs/http-api.md says. */
export const socketLimits: SocketLimits = { requestMs: 30_000, idleMs: 60_000, checkMs: 2_000 };
