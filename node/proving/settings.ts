import type { GrpcProverSettings } from "./systems/grpc/index.ts";
import type { Halo2WasmSettings } from "./systems/halo2-wasm/index.ts";
import type { RiscZeroSettings } from "./systems/risc0/index.ts";
import type { ZkWasmSettings } from "./systems/zkwasm/index.ts";

/**
 * What an operator tells the proof systems that need to be told something: where a proving service is, and its key.
 * Plain data, because it travels to the worker threads. It holds secrets: it is never logged.
 */
export interface ProvingSettings {
  /** Prover services of the operator's own, each for the programs of one vmTypeID; they go before the node's systems. */
  grpc?: GrpcProverSettings[];
  halo2Wasm?: Halo2WasmSettings;
  /** Bonsai or a Bento. */
  riscZero?: RiscZeroSettings;
  /** Delphinus' proving service. */
  zkWasm?: ZkWasmSettings;
}
