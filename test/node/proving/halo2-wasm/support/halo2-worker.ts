import { halo2Wasm } from "../../../../../node/proving/systems/halo2-wasm/index.ts";
import type { WorkerRequest, WorkerResponse } from "../../../../../node/proving/worker.ts";
import { codeOf, messageOf } from "../../../../../node/protocol/errors.ts";

const system = halo2Wasm({ memoryMb: 64 });

/** A worker that has this proof system alone. */
export default async function run({ code, input }: WorkerRequest): Promise<WorkerResponse> {
  try {
    const program = await system.load(code.code, code.codeExpParam);
    return { value: input === undefined ? undefined : await program.dryRun(input) };
  } catch (error) {
    return { error: { code: codeOf(error), message: messageOf(error) } };
  }
}
