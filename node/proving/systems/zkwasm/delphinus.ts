import { createHash } from "node:crypto";
import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { z } from "zod";
import { W3bError } from "../../../protocol/errors.ts";
import type { Patience } from "../../remote/patience.ts";
import type { RemoteRequest, RemoteService } from "../../remote/service.ts";

/** A finished proof: little-endian 32-byte words of the aggregation. */
export interface DelphinusProof {
  proof: bigint[];
  /** Public inputs of the aggregation circuit. */
  verifyInstances: bigint[];
  aux: bigint[];
  /** Public inputs of the module's proof. */
  instances: bigint[];
}

/**
 * Delphinus' proving service (DelphinusLab/zkWasm-service-helper: src/helper/task.ts, util.ts, interface.ts): what
 * costs something is signed, by the address that pays. Methods throw what RemoteService throws, INPUTS_REJECTED
 * (input) when the service's dry run failed, and REMOTE_PROVER_FAILED (unavailable).
 */
export class Delphinus {
  readonly #service: RemoteService;
  readonly #account: ReturnType<typeof privateKeyToAccount>;
  readonly #circuitSize: number;

  constructor(service: RemoteService, privateKey: Hex, circuitSize: number) {
    this.#service = service;
    this.#account = privateKeyToAccount(privateKey);
    this.#circuitSize = circuitSize;
  }

  /** Has the service set a module up unless it has it; returns its name there. */
  async setUp(module: Uint8Array, patience: Patience): Promise<string> {
    const md5 = createHash("md5").update(module).digest("hex").toUpperCase(); // the service's names, not a protection
    const image = async () => (await this.#get(imagesSchema, `image?md5=${md5}`, patience)).at(0);
    if ((await image()) === undefined) {
      const fields: [string, string][] = [
        ["name", `${md5}.wasm`],
        ["image_md5", md5],
        ["user_address", this.#address],
        ["description_url", ""],
        ["avator_url", ""],
        ["circuit_size", `${this.#circuitSize}`],
        ["prove_payment_src", "Default"],
      ];
      await this.#post("setup", fields, patience, new Blob([Uint8Array.from(module)]));
    }
    await patience.poll(async () => ((await image())?.status === "Received" ? undefined : true));
    return md5;
  }

  /** Orders a proof; returns the task's id. Inputs in the service's words, e.g. `5:i64`. */
  async prove(md5: string, publicInputs: string[], privateInputs: string[], patience: Patience): Promise<string> {
    const fields: [string, string][] = [
      ["user_address", this.#address],
      ["md5", md5],
      ...publicInputs.map((value): [string, string] => ["public_inputs", value]),
      ...privateInputs.map((value): [string, string] => ["private_inputs", value]),
      ["proof_submit_mode", "Manual"],
    ];
    return (await this.#post("prove", fields, patience)).id;
  }

  /** Waits for a task's proof. */
  async awaitProof(id: string, patience: Patience): Promise<DelphinusProof> {
    const task = await patience.poll(async () => {
      const { data } = await this.#get(tasksSchema, `tasks?id=${encodeURIComponent(id)}&tasktype=Prove`, patience);
      const [found] = data;
      if (found === undefined) throw this.#service.invalid(`it does not know the task ${id}`);
      if (["Pending", "Processing", "DryRunSuccess"].includes(found.status)) return undefined;
      if (found.status === "Done") return found;
      throw failed(found);
    });
    const { proof, shadow_instances, batch_instances, aux, instances } = task;
    return {
      proof: this.#words(proof),
      verifyInstances: this.#words(shadow_instances.length === 0 ? batch_instances : shadow_instances),
      aux: this.#words(aux),
      instances: this.#words(instances),
    };
  }

  /** The error for a proof that is not what was asked for. */
  invalid(reason: string): W3bError {
    return this.#service.invalid(reason);
  }

  get #address(): string {
    return this.#account.address.toLowerCase();
  }

  async #post(path: string, fields: [string, string][], patience: Patience, image?: Blob): Promise<{ id: string }> {
    // All fields but the image, one after the other.
    const signature = await this.#account.signMessage({ message: fields.map(([, value]) => value).join("") });
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, value);
    if (image) body.append("image", image, "image.wasm");
    return this.#ask(
      createdSchema,
      { method: "POST", path, body, headers: { "x-eth-signature": signature } },
      patience,
    );
  }

  #get<T>(schema: z.ZodType<T>, path: string, patience: Patience): Promise<T> {
    return this.#ask(schema, { method: "GET", path }, patience);
  }

  async #ask<T>(schema: z.ZodType<T>, request: RemoteRequest, patience: Patience): Promise<T> {
    const answer = z
      .object({ success: z.literal(true), result: schema })
      .safeParse(await this.#service.json(request, patience));
    if (answer.success) return answer.data.result;
    throw this.#service.invalid(`what ${request.path.replace(/\?.*/, "")} gave is not of its form`, answer.error);
  }

  #words(bytes: number[]): bigint[] {
    if (bytes.length % 32 !== 0) throw this.#service.invalid("a proof does not consist of whole words");
    return Array.from({ length: bytes.length / 32 }, (_, index) =>
      BigInt(
        `0x${Buffer.from(bytes.slice(32 * index, 32 * (index + 1)))
          .reverse()
          .toString("hex")}`,
      ),
    );
  }
}

const id = z.string().min(1).max(200);
const bytes = z.array(z.int().min(0).max(255)).max(1_000_000);
const createdSchema = z.object({ id });
const imagesSchema = z.array(z.object({ status: z.string().max(100) }));
const taskSchema = z.object({
  status: z.enum(["Pending", "Processing", "DryRunSuccess", "DryRunFailed", "Done", "Fail", "Unprovable", "Stale"]),
  proof: bytes,
  aux: bytes,
  shadow_instances: bytes,
  batch_instances: bytes,
  instances: bytes,
  status_message: z.string().nullish(),
});
const tasksSchema = z.object({ data: z.array(taskSchema) });

/** What the dry run did not survive will not be survived later; all else may pass. */
function failed({ status, status_message }: z.infer<typeof taskSchema>): W3bError {
  const reason = (status_message ?? "no reason given").replace(/[^\x20-\x7e]+/g, " ").slice(0, 300);
  if (status === "DryRunFailed" || status === "Unprovable") {
    return new W3bError("INPUTS_REJECTED", `The module refused the inputs (${status}): ${reason}.`, {
      kind: "input",
      meaning: "No proof of these inputs exists.",
    });
  }
  return new W3bError("REMOTE_PROVER_FAILED", `The proving service gave up (${status}): ${reason}.`, {
    kind: "unavailable",
    meaning: "The service could not prove the program; the program is not known to be at fault.",
    action: "It is tried again; look at the proving service if it lasts.",
  });
}
