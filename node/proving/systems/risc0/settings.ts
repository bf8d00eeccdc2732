import type { RemoteLimits } from "../../remote/limits.ts";
import type { RiscZeroParameters } from "./parameters.ts";

/** Which Bonsai or Bento proves, as plain data. */
export interface RiscZeroSettings {
  /** The service's address, `http(s)://host[:port][/path]`. */
  url: string;
  /** Bonsai's API key; a Bento takes any text, as the name of a queue. */
  apiKey: string;
  /** The version of the risc0-zkvm crate that the guests were made with, e.g. "1.2.5": Bonsai chooses provers by it. */
  version: string;
  /** Most cycles a guest may run, in millions; default: the service's own limit. */
  execCycleLimit?: number;
  limits?: Partial<RemoteLimits>;
  /** What the verifier contract accepts; default: RISC Zero's own key and versions. Only development needs another. */
  parameters?: RiscZeroParameters;
}
