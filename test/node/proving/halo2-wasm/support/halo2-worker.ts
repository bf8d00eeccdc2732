import { halo2Wasm } from "../../../../../node/proving/systems/halo2-wasm/index.ts";
import type { ProvingRequest } from "../../../../../node/proving/perform.ts";
import type { WorkerResponse } from "../../../../../node/proving/worker.ts";
import { codeOf, messageOf } from "../../../../../node/protocol/errors.ts";

const system = halo2Wasm({ memoryMb: 64 });

/** A worker that has this proof system alone. */
export default async function run(request: ProvingRequest): Promise<WorkerResponse> {
  try {
    const program = await system.load(request.code.code, request.code.codeExpParam);
    return { value: "input" in request ? await program.dryRun(request.input) : undefined };
  } catch (error) {
    return { error: { code: codeOf(error), message: messageOf(error) } };
  }
}
