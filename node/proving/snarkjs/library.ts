import { registerHooks } from "node:module";

export type Snarkjs = typeof import("snarkjs");

/**
 * Calls snarkjs with a curve that computes in this thread, and gives the curve's memory back afterwards: it grows with
 * the key and never shrinks, and to build it anew takes 0.12 s.
 */
export async function withSnarkjs<Result>(call: (snarkjs: Snarkjs) => Promise<Result>): Promise<Result> {
  const snarkjs = await (loading ??= load());
  // snarkjs takes a curve that is there already; its own would start a worker thread for each core.
  const before = shared.curve_bn128;
  shared.curve_bn128 ??= await snarkjs.curves.getCurveFromName("bn128", { singleThread: true });
  try {
    return await call(snarkjs);
  } finally {
    shared.curve_bn128 = before;
  }
}

const shared = globalThis as { curve_bn128?: unknown };
let loading: Promise<Snarkjs> | undefined;

/**
 * snarkjs is loaded when it is first needed, as it takes 0.5 s. Its dependency web-worker, once imported in a worker
 * thread, takes that thread for one of its own and fails: a stand-in takes its place while snarkjs is loaded.
 */
async function load(): Promise<Snarkjs> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "web-worker" ? { url: STAND_IN, format: "module", shortCircuit: true } : next(specifier, context),
  });
  try {
    return await import("snarkjs");
  } finally {
    hooks.deregister();
  }
}

const STAND_IN = `data:text/javascript,${encodeURIComponent(
  'export default class Worker { constructor() { throw new Error("snarkjs is to compute in one thread here"); } }',
)}`;
