import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Hex } from "viem";
import { fileStore } from "../../../node/data/file-store.ts";
import { postgresStore } from "../../../node/data/postgres-store.ts";
import type { DataLimits, DataStore } from "../../../node/data/store.ts";
import { sha256Of } from "../../../node/protocol/sha256.ts";
import { type TestDatabase, testNodeDatabase } from "../../support/postgres.ts";

const payload = new TextEncoder().encode('{"messages":[]}');
const hash = sha256Of(payload);
const missing: Hex = `0x${"ab".repeat(32)}`;

interface Place {
  open(limits?: DataLimits): DataStore;
  /** Overwrites what is stored under `hash`. */
  damage(): Promise<void>;
}

function behavesLikeAStore(place: () => Place): void {
  it("returns what was put, by its SHA-256", async () => {
    const store = place().open();
    assert.equal(await store.put(payload), hash);
    assert.deepEqual(Buffer.from((await store.get(hash)) ?? []), Buffer.from(payload));
    assert.deepEqual(
      Buffer.from((await store.get(hash.toUpperCase().replace("0X", "0x") as Hex)) ?? []).length,
      payload.length,
    );
  });

  it("takes the same payload twice", async () => {
    const store = place().open();
    assert.deepEqual(await Promise.all([store.put(payload), store.put(payload)]), [hash, hash]);
  });

  it("takes several payloads at once, among them the same twice", async () => {
    const store = place().open();
    const payloads = ["one", "two", "one", ""].map((text) => Buffer.from(text));
    const hashes = await store.putAll(payloads);
    assert.deepEqual(hashes, payloads.map(sha256Of));
    for (const [index, hash] of hashes.entries()) {
      assert.deepEqual(Buffer.from((await store.get(hash))!), payloads[index]);
    }
    assert.deepEqual(await store.putAll([]), []);
  });

  it("returns several at once, those it has, in the order asked for", async () => {
    const store = place().open();
    const hashes = await store.putAll(["one", "two", "three"].map((text) => Buffer.from(text)));
    const found = await store.getSome([hashes[2]!, missing, hashes[0]!, hashes[0]!], 100);
    assert.deepEqual([...found.keys()], [hashes[2], hashes[0]]);
    assert.deepEqual(
      [...found.values()].map((bytes) => Buffer.from(bytes).toString()),
      ["three", "one"],
    );
    assert.equal((await store.getSome([], 100)).size, 0);
    await assert.rejects(store.getSome([hashes[0]!, "0x12"], 100), { code: "PAYLOAD_HASH_INVALID" });
  });

  it("returns no more at once than was asked for, but one", async () => {
    const store = place().open();
    const hashes = await store.putAll(["12345", "1234", "6"].map((text) => Buffer.from(text)));
    assert.deepEqual([...(await store.getSome(hashes, 9)).keys()], hashes.slice(0, 2));
    assert.deepEqual([...(await store.getSome(hashes, 8)).keys()], hashes.slice(0, 1));
    assert.deepEqual([...(await store.getSome(hashes, 1)).keys()], hashes.slice(0, 1));
  });

  it("does not have what was never put", async () => {
    assert.equal(await place().open().get(missing), undefined);
  });

  it("refuses to return bytes that do not fit the hash", async () => {
    const store = place().open();
    await store.put(payload);
    await place().damage();
    await assert.rejects(store.get(hash), { code: "PAYLOAD_HASH_MISMATCH" });
  });

  it("refuses a payload over the limit, and takes one at the limit", async () => {
    const store = place().open({ maxBytes: 10 });
    await assert.rejects(store.put(new Uint8Array(11)), { code: "PAYLOAD_TOO_LARGE" });
    await store.put(new Uint8Array(10));
  });

  it("refuses what is not a hash", async () => {
    for (const wrong of ["0x", "../../etc/passwd", `0x${"zz".repeat(32)}`, `${missing}00`]) {
      await assert.rejects(
        place()
          .open()
          .get(wrong as Hex),
        { code: "PAYLOAD_HASH_INVALID" },
      );
    }
  });
}

describe("postgresStore", () => {
  let database: TestDatabase;
  beforeEach(async () => void (database = await testNodeDatabase()));
  afterEach(() => database.drop());

  behavesLikeAStore(() => ({
    open: (limits) => postgresStore(database.pool, limits),
    damage: async () => void (await database.pool.query("UPDATE node.payload SET data = '\\x00'")),
  }));

  it("keeps programs that are too large for one statement in parts, complete or not at all", async () => {
    const store = postgresStore(database.pool, { maxBytes: 20_000_000 });
    const program = Buffer.alloc(20_000_000, "a program whose parts differ.");
    const programHash = await store.put(program);
    assert.equal(await store.put(program), programHash);
    assert.ok(program.equals((await store.get(programHash))!));
    const { rows } = await database.pool.query("SELECT max(octet_length(data))::int AS longest FROM node.payload");
    assert.ok(rows[0].longest <= 8_000_000, "no statement carries the whole");
    assert.equal((await store.getSome([programHash], 100)).size, 0, "it is no payload");
    await assert.rejects(postgresStore(database.pool).get(programHash), { code: "PAYLOAD_TOO_LARGE" });
    await database.pool.query("DELETE FROM node.payload WHERE octet_length(data) = 4000000");
    await assert.rejects(store.get(programHash), { code: "PAYLOAD_HASH_MISMATCH" });
  });

  it("stores nothing when the transaction it is part of is undone", async () => {
    const client = await database.pool.connect();
    await client.query("BEGIN");
    await postgresStore(client).put(payload);
    await client.query("ROLLBACK");
    client.release();
    assert.equal(await postgresStore(database.pool).get(hash), undefined);
  });
});

describe("fileStore", () => {
  let directory: string;
  beforeEach(async () => void (directory = await mkdtemp(path.join(tmpdir(), "w3b-data-"))));
  afterEach(() => rm(directory, { recursive: true }));
  const damage = () => writeFile(path.join(directory, hash.slice(2, 4), hash.slice(2)), "damaged");

  behavesLikeAStore(() => ({ open: (limits) => fileStore(directory, limits), damage }));

  it("mends a damaged payload when it is put again", async () => {
    const store = fileStore(directory);
    await store.put(payload);
    await damage();
    await store.put(payload);
    assert.ok(await store.get(hash));
  });

  it("leaves no temporary files behind", async () => {
    await Promise.all([1, 2, 3, 4].map(() => fileStore(directory).put(payload)));
    const files = await readdir(directory, { recursive: true });
    assert.deepEqual(files.sort(), [hash.slice(2, 4), path.join(hash.slice(2, 4), hash.slice(2))]);
  });

  it("does not read a file that outgrew the limit", async () => {
    await fileStore(directory).put(payload);
    await writeFile(path.join(directory, hash.slice(2, 4), hash.slice(2)), Buffer.alloc(100));
    await assert.rejects(fileStore(directory, { maxBytes: 50 }).get(hash), { code: "PAYLOAD_TOO_LARGE" });
  });

  it("says by a code of its own that the disk is full, and loses nothing that was there", async function () {
    // A disk of 64 KiB, which only root can make.
    if (
      process.getuid?.() !== 0 ||
      spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", directory]).status !== 0
    )
      return this.skip();
    try {
      const store = fileStore(directory);
      await store.put(payload);
      const large = new Uint8Array(100_000);
      await assert.rejects(store.put(large), { code: "DISK_FULL", kind: "unavailable" });
      assert.deepEqual(Buffer.from((await store.get(hash)) ?? []), Buffer.from(payload));
      assert.equal(await store.get(sha256Of(large)), undefined);
      const left = await readdir(directory, { recursive: true, withFileTypes: true });
      assert.deepEqual(
        left.filter((entry) => entry.isFile()).map(({ name }) => name),
        [hash.slice(2)],
        "what was written of it is gone, so that there is space for others",
      );
      const small = Buffer.from("small");
      assert.equal(await store.put(small), sha256Of(small));
    } finally {
      spawnSync("umount", [directory]);
    }
  });

  it("says so when the directory cannot be used", async () => {
    const file = path.join(directory, "file");
    await writeFile(file, "");
    await assert.rejects(fileStore(path.join(file, "inside")).put(payload), { code: "PAYLOAD_UNAVAILABLE" });
  });
});
