import assert from "node:assert/strict";
import { Reader, UnreadableError } from "../../../node/bounded/reader.ts";
import { encodePayload } from "../../../node/protocol/payload.ts";
import { packProjectFile, projectFileHash } from "../../../node/protocol/project-file.ts";
import { sha256Of } from "../../../node/protocol/sha256.ts";

const version = { version: "v1", vmTypeID: 5, codeExpParam: "", output: {} };
const fileOf = (code: Uint8Array) => packProjectFile({ defaultVersion: "v1", versions: [{ ...version, code }] });

describe("the reader of what strangers wrote", () => {
  const reader = new Reader();
  const limits = { depth: 4, values: 100_000 };

  it("reads project files, their codes into memory that workers share", async () => {
    const bytes = fileOf(Uint8Array.of(1, 2, 3));
    const [read] = (await reader.projectFile(bytes, projectFileHash(bytes))).versions;
    assert.deepEqual([...(read?.code ?? [])], [1, 2, 3]);
    assert.ok(read?.code.buffer instanceof SharedArrayBuffer);
    assert.equal(read?.codeHash, sha256Of(Uint8Array.of(1, 2, 3)));
    assert.equal(bytes.length, 0, "the file's own bytes have moved to the reader's thread");
  });

  it("refuses them with the codes they are refused with elsewhere", async () => {
    const bytes = fileOf(Uint8Array.of(1));
    await assert.rejects(reader.projectFile(bytes, sha256Of(Uint8Array.of())), {
      ...{ name: "W3bError", code: "PROJECT_FILE_HASH_MISMATCH", kind: "integrity", action: /owner/ },
    });
    const brackets = Buffer.alloc(24 * 1024 * 1024, "[");
    await assert.rejects(reader.projectFile(brackets, sha256Of(brackets)), { code: "PROJECT_FILE_NOT_JSON" });
  });

  it("leaves the thread that asks alone, and short texts do not wait for long ones", async () => {
    const fresh = new Reader(); // whose threads have to start
    const long = Buffer.from(`{"a":"${"x".repeat(24 * 1024 * 1024)}"}`);
    const isRead = { long: false };
    const reading = fresh.json(long, limits).then(() => (isRead.long = true));
    await new Promise(setImmediate);
    assert.equal(isRead.long, false, "the thread that asks goes on meanwhile");
    const short = JSON.stringify(Array(30_000).fill("abc"));
    assert.equal(((await fresh.json(Buffer.from(short), limits)) as string[]).length, 30_000);
    await reading;
  });

  it("reads JSON and payloads, in its thread where they are long", async () => {
    assert.deepEqual(await reader.json(Buffer.from('{"a":[1]}'), limits), { a: [1] });
    const many = Array.from({ length: 50_000 }, (_, i) => i);
    assert.deepEqual(await reader.json(Buffer.from(JSON.stringify(many)), limits), many);
    for (const text of ["[", "[".repeat(100_000)]) {
      await assert.rejects(reader.json(Buffer.from(text), limits), UnreadableError, text);
    }
    const message = { data: "x".repeat(100_000), signature: `0x${"11".repeat(64)}00`, device: `0x${"22".repeat(20)}` };
    const payload = { projectID: 1, projectVersion: "v1", messages: [message] } as never;
    assert.deepEqual(await reader.payload(encodePayload(payload)), payload);
    await assert.rejects(reader.payload(Buffer.alloc(3_000_000, "[")), { code: "PAYLOAD_INVALID" });
  });

  it("gives up what takes too long, and goes on", async () => {
    const hasty = new Reader({ limitMs: 1 });
    const text = Buffer.from(JSON.stringify("x".repeat(10_000_000)));
    await assert.rejects(hasty.json(text, limits), { message: /longer than 1 ms/ });
    assert.equal(await hasty.json(Buffer.from("7"), limits), 7);
    await assert.rejects(hasty.json(text, limits), { message: /longer than 1 ms/ });
  });
});
