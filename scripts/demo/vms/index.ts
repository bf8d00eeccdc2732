import { groth16 } from "./groth16.ts";
import type { DemoVm } from "./types.ts";

/** Every proof system of the demonstration: one line each. */
export const demoVms: readonly DemoVm[] = [groth16];
