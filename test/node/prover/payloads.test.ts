import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { pino } from "pino";
import { postgresStore } from "../../../node/data/postgres-store.ts";
import { sha256Of } from "../../../node/protocol/sha256.ts";
import { type PayloadOwner, Payloads } from "../../../node/prover/payloads.ts";
import { type TestDatabase, testNodeDatabase } from "../../support/postgres.ts";

/** A gateway's web server, which counts what it is asked, in front of a real store. */
describe("a prover's payloads", () => {
  const bytes = Array.from({ length: 40 }, (_, i) => Buffer.from(`payload ${i}`));
  const owners = bytes.map((each): PayloadOwner => ({
    task: { gateway: "0xaa", dataHash: sha256Of(each) },
    offer: { projectId: "7" },
  }));
  let database: TestDatabase;
  let server: Server;
  let paths: string[];
  /** Whether the gateway knows GET /payloads. */
  let givesSeveral: boolean;
  let uri: string | undefined;
  let uriOf: (projectId: string) => Promise<string | undefined>;
  let payloads: Payloads;

  before(async () => {
    server = createServer((request, response) => {
      const url = new URL(request.url!, "http://localhost");
      paths.push(url.pathname);
      const find = (hash: string) => bytes.find((each) => sha256Of(each) === hash);
      if (url.pathname === "/payloads" && givesSeveral) {
        const hashes = url.searchParams.get("hashes")!.split(",");
        const found = hashes.map((hash) => [hash, find(hash)?.toString("base64")]);
        return response.end(JSON.stringify({ payloads: Object.fromEntries(found) as object }));
      }
      const found = find(url.pathname.slice("/payload/".length));
      return response.writeHead(found ? 200 : 404).end(found);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(async () => {
    database = await testNodeDatabase();
    paths = [];
    givesSeveral = true;
    uri = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    uriOf = () => Promise.resolve(uri);
    payloads = open();
  });
  afterEach(() => database.drop());

  const open = () =>
    new Payloads({
      store: postgresStore(database.pool),
      allowPrivate: true,
      logger: pino({ level: "silent" }),
      uriOf: (projectId) => uriOf(projectId),
    });
  const stored = async () => (await database.pool.query("SELECT hash FROM node.payload")).rows.length;

  it("are fetched once, and are in the store only when their tasks are to be claimed", async () => {
    const owner = owners[0]!;
    assert.deepEqual(Buffer.from(await payloads.get(owner)), bytes[0]);
    assert.equal(await stored(), 0);
    await payloads.keep([owner, owners[1]!]);
    assert.equal(await stored(), 2);
    await payloads.get(owner);
    assert.deepEqual(
      paths,
      owners.slice(0, 2).map(({ task }) => `/payload/${task.dataHash}`),
    );
  });

  it("are read from the store, without their gateway, once they were kept", async () => {
    await payloads.keep([owners[0]!, owners[1]!]);
    uri = undefined;
    assert.deepEqual(Buffer.from(await open().get(owners[1]!)), bytes[1]);
    payloads.forget(owners[0]!.task.dataHash);
    assert.deepEqual(Buffer.from(await payloads.get(owners[0]!)), bytes[0]);
  });

  it("of tasks that come next are fetched together, and again when few of them are left", async () => {
    payloads.ahead(owners);
    for (const [index, owner] of owners.slice(0, 32).entries()) {
      assert.deepEqual(Buffer.from(await payloads.get(owner)), bytes[index]);
    }
    assert.deepEqual(paths, ["/payloads"]);
    payloads.ahead(owners.slice(16)); // sixteen of these are there
    payloads.ahead(owners.slice(28));
    await payloads.get(owners[39]!);
    assert.deepEqual(paths, ["/payloads", "/payloads"]);
  });

  it("are fetched from four gateways at a time, however many there are", async () => {
    const many = owners.map(({ task }, i) => ({ task: { ...task, gateway: `0x${i % 8}` }, offer: { projectId: "7" } }));
    payloads.ahead(many);
    for (const owner of many.slice(0, 4)) await payloads.get(owner);
    assert.deepEqual(paths, Array(4).fill("/payloads"));
    await payloads.get(many[4]!);
    assert.equal(paths.at(-1), `/payload/${many[4]!.task.dataHash}`);
  });

  it("are waited for at their own project's gateway, whatever another project names and its gateway never gives", async () => {
    let isAsked = true;
    const silent = createServer((_, response) => void response.on("close", () => (isAsked = false)));
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    const silentUri = `http://127.0.0.1:${(silent.address() as { port: number }).port}`;
    const good = uri;
    uriOf = (projectId) => Promise.resolve(projectId === "bad" ? silentUri : good);
    const bad = owners
      .slice(0, 4)
      .map(({ task }) => ({ task: { ...task, gateway: "0xbad" }, offer: { projectId: "bad" } }));
    payloads.ahead(bad);
    await once(silent, "request"); // it has been asked, and hangs
    assert.deepEqual(Buffer.from(await payloads.get(owners[0]!)), bytes[0]);
    assert.ok(isAsked, "the other project still waits");
    silent.closeAllConnections();
    silent.close();
  });

  it("are asked for one by one where the gateway does not give several", async () => {
    givesSeveral = false;
    payloads.ahead(owners);
    await payloads.get(owners[0]!);
    payloads.ahead(owners);
    await payloads.get(owners[1]!);
    const alone = owners.slice(0, 2).map(({ task }) => `/payload/${task.dataHash}`);
    assert.deepEqual(paths, ["/payloads", ...alone]);
  });

  it("are nowhere where the gateway is not known or does not have them", async () => {
    const unknown = {
      task: { gateway: "0xaa", dataHash: sha256Of(Buffer.from("unknown")) },
      offer: { projectId: "7" },
    };
    await assert.rejects(payloads.get(unknown), { code: "PAYLOAD_NOT_FOUND", message: /gateway at http/ });
    uri = undefined;
    await assert.rejects(payloads.get(owners[0]!), { code: "PAYLOAD_NOT_FOUND", message: /has no URI/ });
    await assert.rejects(payloads.keep([owners[0]!]), { code: "PAYLOAD_NOT_FOUND" });
  });
});
