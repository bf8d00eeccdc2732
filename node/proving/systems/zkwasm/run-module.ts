import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../../../protocol/errors.ts";

/** What the thread is started with. */
export interface RunMessage {
  bytes: Uint8Array;
  public: bigint[];
  private: bigint[];
}

/** Why the module refused its inputs; undefined when it did not. */
export interface RunOutcome {
  refused: string | undefined;
}

const message = workerData as RunMessage;
const inputs = [message.private.values(), message.public.values()] as const;

const env = {
  /** 1 for the next public input, 0 for the next private one. */
  wasm_input(isPublic: number): bigint {
    const next = inputs[isPublic === 1 ? 1 : 0].next();
    if (next.done) throw new Error(`it reads more ${isPublic === 1 ? "public" : "private"} inputs than there are`);
    return BigInt.asIntN(64, next.value);
  },
  require(condition: number): void {
    if (condition === 0) throw new Error("what it requires does not hold");
  },
};

let refused: string | undefined;
try {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(message.bytes), { env });
  (instance.exports["zkmain"] as () => unknown)();
} catch (error) {
  refused = messageOf(error);
}
parentPort?.postMessage({ refused } satisfies RunOutcome);
