import { groth16 } from "./groth16.ts";
import { grpc } from "./grpc.ts";
import { halo2Lib } from "./halo2-lib.ts";
import { halo2Wasm } from "./halo2-wasm.ts";
import { fflonk, plonk } from "./plonk.ts";
import { risc0 } from "./risc0.ts";
import type { DemoVm } from "./types.ts";
import { zkwasm } from "./zkwasm.ts";

/** Every proof system of the demonstration: one line each. */
export const demoVms: readonly DemoVm[] = [groth16, plonk, fflonk, halo2Lib, halo2Wasm, risc0, zkwasm, grpc];
