export { Backoff } from "../protocol/backoff.ts";
