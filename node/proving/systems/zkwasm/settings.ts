import type { Hex } from "viem";
import type { RemoteLimits } from "../../remote/limits.ts";

/** Which proving service of Delphinus is asked, as plain data. */
export interface ZkWasmSettings {
  /** The service's address, `http(s)://host[:port][/path]`. */
  url: string;
  /** Key of the account that the service charges: 0x and 64 hex digits. */
  privateKey: Hex;
  /** Logarithm of the circuit's rows for modules that are set up first by this node; default 22. */
  circuitSize?: number;
  limits?: Partial<RemoteLimits>;
}
