/** Tasks of one project under way for each thread: several, so that a project's hosts are waited for once. */
const perThread = 4;
/** Tasks under way altogether; when half of them are, a project without any may begin one, and no other. */
export const mostUnderWay = 512;

/**
 * How many of a project's tasks may be fetched and dry-run side by side, while `underWay` of all projects are. They wait
 * for hosts that strangers chose, and for threads, which the proving pool shares: each project waits for its own.
 */
export function projectShare(underWay: number, threads: number): number {
  return underWay < mostUnderWay / 2 ? perThread * threads : 1;
}
