import { createHash } from "node:crypto";
import { recoverMessageAddress, type Hex } from "viem";
import { messageOf } from "../../../node/protocol/errors.ts";
import { type FakeAnswer, type FakeRequest, type FakeServer, startFake } from "./http.ts";

/** The parts of a finished task, as words; the service gives them as little-endian bytes. */
export interface FakeProof {
  proof: bigint[];
  aux: bigint[];
  shadowInstances: bigint[];
  batchInstances: bigint[];
  instances: bigint[];
}

export interface FakeDelphinusOptions {
  /** What is handed out for a task's public inputs, in 64-bit words, of a module. */
  prove: (publicInputs: bigint[], module: Uint8Array) => FakeProof;
  /** The service's dry run; a task for which it rejects ends as DryRunFailed. Default: nothing is run. */
  run?: (module: Uint8Array, inputs: { public: bigint[]; private: bigint[] }) => Promise<void>;
  /** How often a task is under way before it is final, and an image before it is set up; default once. */
  polls?: number;
}

export interface FakeDelphinus extends FakeServer {
  /** The next tasks end this way. */
  outcome: "Done" | "Fail" | "Stale" | "DryRunFailed" | "Unprovable";
}

/**
 * A FAKE of Delphinus' zkWASM proving service over real HTTP: /setup, /prove, /image and /tasks, with signatures that
 * have to be right. Nothing is proved: a function hands out the proof, and another may run the module first.
 */
export async function startFakeDelphinus({ prove, run, polls = 1 }: FakeDelphinusOptions): Promise<FakeDelphinus> {
  const images = new Map<string, { polls: number; module: Uint8Array }>();
  const tasks = new Map<string, Task>();

  const answer = async (request: FakeRequest): Promise<FakeAnswer> => {
    const { method, path, query } = request;
    if (method === "GET" && path === "/image") {
      const image = images.get(query.get("md5") ?? "");
      if (image === undefined) return success([]);
      return success([{ md5: query.get("md5"), status: image.polls-- > 0 ? "Received" : "Initialized" }]);
    }
    if (method === "GET" && path === "/tasks") {
      const task = tasks.get(query.get("id") ?? "");
      return success({ data: task ? [taskOf(task)] : [], total: task ? 1 : 0 });
    }
    if (method !== "POST" || (path !== "/setup" && path !== "/prove")) return { status: 404 };

    const form = await formOf(request);
    const refusal = await refusalOf(request, form);
    if (refusal) return { status: 400, body: { success: false, error: { code: 400, message: refusal } } };
    const md5 = form.get(path === "/setup" ? "image_md5" : "md5") as string;
    if (path === "/setup") {
      const bytes = new Uint8Array(await (form.get("image") as Blob).arrayBuffer());
      if (createHash("md5").update(bytes).digest("hex").toUpperCase() !== md5)
        return failure("image_md5 is not the image's");
      images.set(md5, { polls, module: bytes });
    }
    const module = images.get(md5)?.module;
    if (module === undefined) return failure("no such image");
    const id = createHash("sha256").update(`${md5} ${tasks.size}`).digest("hex").slice(0, 24);
    const words = (field: string) => form.getAll(field).flatMap((input) => wordsOf(input as string));
    const inputs = { public: words("public_inputs"), private: words("private_inputs") };
    const refused = path === "/prove" ? await run?.(module, inputs).then(() => undefined, messageOf) : undefined;
    tasks.set(id, { polls, outcome: fake.outcome, module, publicInputs: inputs.public, refused });
    return success({ md5, id });
  };

  const taskOf = (task: Task): object => {
    const final = task.refused === undefined ? task.outcome : "DryRunFailed";
    const status = task.polls-- > 0 ? "Processing" : final;
    const made = status === "Done" ? prove(task.publicInputs, task.module) : undefined;
    return {
      status,
      proof: bytesOf(made?.proof),
      aux: bytesOf(made?.aux),
      shadow_instances: bytesOf(made?.shadowInstances),
      batch_instances: bytesOf(made?.batchInstances),
      instances: bytesOf(made?.instances),
      status_message: status === "Fail" ? "no GPU" : (task.refused ?? null),
    };
  };

  const fake: FakeDelphinus = Object.assign(await startFake(answer), { outcome: "Done" as const });
  return fake;
}

interface Task {
  /** Polls left until it is done. */
  polls: number;
  outcome: FakeDelphinus["outcome"];
  module: Uint8Array;
  publicInputs: bigint[];
  /** Why the dry run failed. */
  refused: string | undefined;
}

const success = (result: unknown): FakeAnswer => ({ status: 200, body: { success: true, result } });
const failure = (message: string): FakeAnswer => ({ status: 200, body: { success: false, error: { message } } });

function formOf({ body, headers }: FakeRequest): Promise<FormData> {
  return new Response(new Uint8Array(body), { headers: { "content-type": headers["content-type"] ?? "" } }).formData();
}

/** The signature is over all fields but the image, one after the other, by the address they name. */
async function refusalOf(request: FakeRequest, form: FormData): Promise<string | undefined> {
  const message = [...form.values()].filter((value) => typeof value === "string").join("");
  const signature = request.headers["x-eth-signature"] as Hex | undefined;
  if (signature === undefined) return "x-eth-signature is missing";
  const signer = await recoverMessageAddress({ message, signature });
  return signer.toLowerCase() === form.get("user_address") ? undefined : "the signature is not the user's";
}

/** An input in the service's words, as the 64-bit words a module reads. */
function wordsOf(input: string): bigint[] {
  const [value = "", type] = input.split(":");
  if (type === "i64") return [BigInt(value)];
  if (type !== "bytes-packed") throw new Error(`unknown type of input ${type}`);
  const bytes = Buffer.from(value.slice(2), "hex");
  return Array.from({ length: bytes.length / 8 }, (_, index) => bytes.readBigUInt64LE(8 * index));
}

function bytesOf(words: bigint[] = []): number[] {
  return words.flatMap((word) => [...Buffer.from(word.toString(16).padStart(64, "0"), "hex").reverse()]);
}
