/**
 * What an operator tells the proof systems that need to be told something: where a proving service is, and its key.
 * Plain data, because it travels to the worker threads. It holds secrets: it is never logged.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- systems add theirs, one line each
export interface ProvingSettings {}
