import { randomUUID } from "node:crypto";
import type { Hex } from "viem";
import { imageIdOf } from "../../../node/proving/systems/risc0/image-id.ts";
import { type FakeAnswer, type FakeRequest, type FakeServer, startFake } from "./http.ts";

/** Thrown by a guest that refuses its input. */
export class GuestPanic extends Error {}

export interface FakeBonsaiOptions {
  /** Runs in the place of the guest's ELF file: standard input to journal. */
  guest: (input: Uint8Array, imageId: Hex) => Hex;
  /** The Groth16 receipt for a journal, in bincode. */
  receipt: (imageId: Hex, journal: Hex) => Uint8Array;
  /** Requests without this key are refused, as by Bonsai; default: any will do, as for a Bento. */
  apiKey?: string;
  /** Whether journals of runs without a proof are handed out; default yes. */
  givesJournals?: boolean;
  /** How often a status is RUNNING before it is final; default once. */
  polls?: number;
}

export interface FakeBonsai extends FakeServer {
  /** The next sessions end this way. */
  outcome: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  /** Forgets sessions and snarks, as after a lost database. */
  forget(): void;
}

/**
 * A FAKE of RISC Zero's Bonsai: its REST interface as Bonsai and Bento serve it, over real HTTP. Nothing is proved: a
 * function runs in the place of the guest, and another makes the receipt.
 */
export async function startFakeBonsai(options: FakeBonsaiOptions): Promise<FakeBonsai> {
  const { apiKey, guest, receipt, givesJournals = true, polls = 1 } = options;
  const images = new Map<string, Buffer>();
  const inputs = new Map<string, Buffer>();
  const sessions = new Map<string, Session>();
  const snarks = new Map<string, Session>();

  const routes: [
    method: string,
    path: RegExp,
    handle: (id: string, request: FakeRequest, url: string) => FakeAnswer,
  ][] = [
    [
      "GET",
      /^\/images\/upload\/([0-9a-f]{64})$/,
      (id, _, url) => (images.has(id) ? EXISTS : ok({ url: `${url}/put/images/${id}` })),
    ],
    ["PUT", /^\/put\/images\/([0-9a-f]{64})$/, (id, { body }) => putImage(images, id, body)],
    [
      "GET",
      /^\/inputs\/upload()$/,
      (_id, _request, url) => {
        const uuid = randomUUID();
        return ok({ url: `${url}/put/inputs/${uuid}`, uuid });
      },
    ],
    ["PUT", /^\/put\/inputs\/([0-9a-f-]+)$/, (id, { body }) => (inputs.set(id, body), ok())],
    [
      "POST",
      /^\/sessions\/create()$/,
      (_id, { body }) => {
        const { img, input, execute_only } = JSON.parse(body.toString()) as SessionRequest;
        const bytes = inputs.get(input);
        if (!images.has(img) || bytes === undefined)
          return { status: 500, body: { type: "InternalErr", msg: "no such image or input" } };
        const uuid = randomUUID();
        sessions.set(uuid, {
          imageId: `0x${img}`,
          executeOnly: execute_only,
          polls,
          outcome: fake.outcome,
          ...ran(() => guest(bytes, `0x${img}`)),
        });
        return ok({ uuid });
      },
    ],
    [
      "GET",
      /^\/sessions\/status\/([0-9a-f-]+)$/,
      (id, _, url) => status(sessions.get(id), { receipt_url: `${url}/receipts/stark/receipt/${id}` }),
    ],
    [
      "GET",
      /^\/sessions\/exec_only_journal\/([0-9a-f-]+)$/,
      (id) => {
        const session = sessions.get(id);
        if (!givesJournals || !session?.executeOnly || session.journal === undefined) return missing(id);
        return ok(Buffer.from(session.journal.slice(2), "hex"));
      },
    ],
    [
      "POST",
      /^\/snark\/create()$/,
      (_id, { body }) => {
        const { session_id } = JSON.parse(body.toString()) as { session_id: string };
        const session = sessions.get(session_id);
        if (session?.journal === undefined || session.executeOnly) return missing(session_id);
        const uuid = randomUUID();
        snarks.set(uuid, { ...session, polls, outcome: fake.outcome });
        return ok({ uuid });
      },
    ],
    [
      "GET",
      /^\/snark\/status\/([0-9a-f-]+)$/,
      (id, _, url) => status(snarks.get(id), { output: `${url}/receipts/groth16/receipt/${id}` }),
    ],
    [
      "GET",
      /^\/receipts\/groth16\/receipt\/([0-9a-f-]+)$/,
      (id) => {
        const snark = snarks.get(id);
        return snark?.journal ? ok(receipt(snark.imageId, snark.journal)) : missing(id);
      },
    ],
  ];

  const server = await startFake((request, url) => {
    if (apiKey !== undefined && !/^\/(put|receipts)\//.test(request.path) && request.headers["x-api-key"] !== apiKey) {
      return { status: 401, body: { type: "Unauthorized", msg: "invalid API key" } };
    }
    for (const [method, path, handle] of routes) {
      const id = method === request.method ? path.exec(request.path)?.[1] : undefined;
      if (id !== undefined) return handle(id, request, url);
    }
    return { status: 404 };
  });
  const forget = () => {
    sessions.clear();
    snarks.clear();
  };
  const fake: FakeBonsai = Object.assign(server, { outcome: "SUCCEEDED" as const, forget });
  return fake;
}

interface SessionRequest {
  img: string;
  input: string;
  execute_only: boolean;
}

interface Session {
  imageId: Hex;
  executeOnly: boolean;
  /** Polls left until it is done. */
  polls: number;
  outcome: FakeBonsai["outcome"];
  journal?: Hex;
  error?: string;
}

/** As the executor reports it. */
function ran(guest: () => Hex): Pick<Session, "journal" | "error"> {
  try {
    return { journal: guest() };
  } catch (error) {
    if (error instanceof GuestPanic) return { error: `Guest panicked: ${error.message}` };
    throw error;
  }
}

function status(session: Session | undefined, done: object): FakeAnswer {
  if (session === undefined) return { status: 500, body: { type: "InternalErr", msg: "no such job" } };
  if (session.polls-- > 0) return ok({ status: "RUNNING", state: "ProveSegments: 0/1" });
  if (session.error !== undefined) return ok({ status: "FAILED", error_msg: session.error });
  if (session.outcome !== "SUCCEEDED") return ok({ status: session.outcome, error_msg: "out of GPUs" });
  return ok({
    status: "SUCCEEDED",
    ...done,
    elapsed_time: 1.5,
    stats: { segments: 1, total_cycles: 65536, cycles: 40000 },
  });
}

/** Only ids of ELF files (1.x) can be checked here; a real service checks all. */
function putImage(images: Map<string, Buffer>, id: string, elf: Buffer): FakeAnswer {
  const isElf = elf.subarray(0, 4).toString("latin1") === "\x7fELF";
  if (isElf && imageIdOf(elf) !== `0x${id}`) {
    return { status: 400, body: { type: "ImageIdMismatch", msg: "The image id does not match the computed id" } };
  }
  images.set(id, elf);
  return ok();
}

const EXISTS: FakeAnswer = { status: 204 };
const ok = (body?: unknown): FakeAnswer => ({ status: 200, body });
const missing = (id: string): FakeAnswer => ({
  status: 404,
  body: { type: "ReceiptMissing", msg: `receipt does not exist: ${id}` },
});
