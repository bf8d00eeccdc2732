import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { deflateSync } from "node:zlib";
import { ProjectSource, type ProjectSourceOptions } from "../../../node/data/project-source.ts";
import { packProjectFile, projectFileHash } from "../../../node/protocol/project-file.ts";
import { sha256Of } from "../../../node/protocol/sha256.ts";
import { eventually } from "../../support/eventually.ts";

const bytes = packProjectFile({
  defaultVersion: "v1",
  versions: [{ version: "v1", vmTypeID: 5, code: new Uint8Array([1, 2, 3]), codeExpParam: "", output: {} }],
});
const hash = projectFileHash(bytes);
/** A source that asks the test's own server, which is on this machine. */
const local = (options: ProjectSourceOptions = {}) => new ProjectSource({ allowPrivate: true, ...options });
const MiB = 1024 * 1024;
const cid = "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG";

describe("fetching a project file", () => {
  let server: Server;
  let host: string;
  let requests: string[];
  let answer: RequestListener;

  before(async () => {
    server = createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    requests = [];
    answer = (_request, response) => response.end(bytes);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it("resolves with the parsed file, fetched once however often it is asked for", async () => {
    const source = local();
    const files = await Promise.all([1, 2, 3].map(() => source.get(`http://${host}/file.json`, hash)));
    assert.deepEqual([...(files[0]?.versions[0]?.code ?? [])], [1, 2, 3]);
    assert.equal(await source.get(`http://${host}/file.json`, hash), files[0]);
    assert.deepEqual(requests, ["GET /file.json"]);
  });

  it("refuses a file whose hash differs, and looks again the next time", async () => {
    const source = local();
    answer = (_request, response) => response.end("{}");
    await assert.rejects(source.get(`http://${host}/f`, hash), { code: "PROJECT_FILE_HASH_MISMATCH" });
    answer = (_request, response) => response.end(bytes);
    assert.equal((await source.get(`http://${host}/f`, hash)).defaultVersion, "v1");
  });

  it("stops reading a file that is too large", async () => {
    const source = local({ maxBytes: 100_000 });
    answer = (_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(50_000)));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    };
    await assert.rejects(source.get(`http://${host}/endless`, hash), { code: "PROJECT_FILE_TOO_LARGE" });
  });

  it("gives up on a server that does not answer, does not exist or answers with an error", async () => {
    const source = local({ totalMs: 100 });
    const unreachable = { code: "PROJECT_FILE_UNREACHABLE", kind: "unavailable" };
    answer = () => undefined;
    await assert.rejects(source.get(`http://${host}/silent`, hash), unreachable);
    await assert.rejects(source.get("http://127.0.0.1:1/", hash), unreachable);
    answer = (_request, response) => response.writeHead(404).end();
    await assert.rejects(source.get(`http://${host}/missing`, hash), { ...unreachable, message: /answered 404/ });
  });

  it("looks once at a file that has its hash and is bad, and at no other", async () => {
    const brackets = Buffer.alloc(1_000_000, "[");
    const source = local();
    answer = (_request, response) => response.end(brackets);
    for (let time = 0; time < 3; time++) {
      await assert.rejects(source.get(`http://${host}/f`, projectFileHash(brackets)), {
        code: "PROJECT_FILE_NOT_JSON",
      });
    }
    assert.deepEqual(requests, ["GET /f"]);
    answer = (_request, response) => response.end(bytes);
    assert.equal((await source.get(`http://${host}/f`, hash)).defaultVersion, "v1");
  });

  it("keeps the files of 500 projects, which are fetched once each", async () => {
    const source = local();
    const files = Array.from({ length: 500 }, (_, id) => {
      const code = Buffer.alloc(1_000, id);
      const version = { version: "v1", vmTypeID: 5, code, codeExpParam: "", output: {} };
      return packProjectFile({ defaultVersion: "v1", versions: [version] });
    });
    answer = (request, response) => response.end(files[Number(request.url?.slice(1))]);
    for (let time = 0; time < 2; time++) {
      for (const [id, file] of files.entries()) await source.get(`http://${host}/${id}`, projectFileHash(file));
    }
    assert.equal(requests.length, 500);
  });

  it("takes a file as large as zk-email's RSA-2048 has: 184 MiB, with 174 MiB of code", async () => {
    const [stored, zeros] = [Buffer.alloc(91 * MiB, "a circuit's key"), Buffer.alloc(83 * MiB)];
    const hex = (code: Buffer, level: number) => Buffer.from(deflateSync(code, { level }).toString("hex"), "latin1");
    const large = Buffer.concat([
      Buffer.from('{"defaultVersion":"v1","versions":[{"version":"v1","vmTypeID":5,"code":"'),
      hex(stored, 0),
      Buffer.from('"},{"version":"v2","vmTypeID":5,"code":"'),
      hex(zeros, 1),
      Buffer.from('"}]}'),
    ]);
    answer = (_request, response) => response.end(large);
    const { versions } = await local().get(`http://${host}/f`, projectFileHash(large));
    assert.ok(large.length > 182 * MiB);
    assert.equal(versions[0]?.codeHash, sha256Of(stored));
    assert.equal(versions[1]?.codeHash, sha256Of(zeros));
  });

  it("lets no slow large file keep others out of the memory that all have together", async () => {
    const source = local({ sharedBytes: 3 * MiB });
    const large = Buffer.alloc(2 * MiB, " "); // white space follows the file
    large.set(bytes);
    const begun = large.subarray(0, 1.5 * MiB); // less than the fast ones have when the memory is full
    let finish: (() => void) | undefined;
    answer = (request, response) => {
      if (request.url?.startsWith("/fast")) return void response.end(large);
      response.write(request.url === "/slow" ? begun : bytes.subarray(0, 10)); // and nothing more
      if (request.url === "/small") finish = () => response.end(bytes.subarray(10));
    };
    const small = source.get(`http://${host}/small`, hash);
    const isOver = { slow: false };
    const slow = assert.rejects(source.get(`http://${host}/slow`, hash), {
      ...{ code: "PROJECT_FILE_UNREACHABLE", message: /in the way of faster/ },
    });
    slow.catch(() => undefined).finally(() => (isOver.slow = true));
    await eventually("its request", () => requests.includes("GET /slow"));
    // The first may come before the slow one's bytes are there.
    let fast = "";
    for (let time = 0; !isOver.slow; time++) {
      fast = (await source.get(`http://${host}/fast${time}`, projectFileHash(large))).defaultVersion;
    }
    await slow;
    assert.equal(fast, "v1");
    finish?.();
    assert.equal((await small).defaultVersion, "v1", "what is small is in nobody's way");
  });

  it("asks no server on this machine or in a private network unless the operator allows it", async () => {
    for (const uri of [
      `http://${host}/file.json`,
      `ipfs://${host}/${cid}`,
      "https://[::1]/f",
      "http://169.254.169.254/",
    ]) {
      await assert.rejects(new ProjectSource().get(uri, hash), { code: "PROJECT_FILE_ADDRESS_PRIVATE" }, uri);
    }
    assert.deepEqual(requests, []);
  });

  it("follows no redirect, whose target the project's owner never named on chain", async () => {
    answer = (request, response) =>
      request.url === "/inside" ? response.end(bytes) : response.writeHead(302, { location: "/inside" }).end();
    const source = local();
    await assert.rejects(source.get(`http://${host}/moved`, hash), { code: "PROJECT_FILE_UNREACHABLE" });
    assert.deepEqual(requests, ["GET /moved"]);
  });

  it("asks the endpoint of an ipfs:// URI, as the Go node does", async () => {
    await local().get(`ipfs://${host}/${cid}`, hash);
    assert.deepEqual(requests, [`POST /api/v0/cat?arg=${cid}`]);
  });

  it("asks an endpoint that is only an IPFS gateway", async () => {
    answer = (request, response) =>
      request.method === "POST" ? response.writeHead(405).end() : response.writeHead(200).end(bytes);
    await local().get(`ipfs://${host}/${cid}`, hash);
    assert.equal(requests.at(-1), `GET /ipfs/${cid}`);
  });

  it("refuses URIs of other kinds, and IPFS URIs that are more than endpoint and CID", async () => {
    for (const uri of [
      "ftp://a/b",
      "nonsense",
      "",
      `ipfs://${cid}`,
      `ipfs://${host}/${cid}/../secret`,
      `ipfs://a b/${cid}`,
    ]) {
      await assert.rejects(local().get(uri, hash), { code: "PROJECT_FILE_URI_UNSUPPORTED" }, uri);
    }
  });

  it("reads file:// URIs only where the operator allows it", async () => {
    const directory = await mkdtemp(path.join(tmpdir(), "w3b-project-"));
    const { href } = pathToFileURL(path.join(directory, "project.json"));
    await writeFile(path.join(directory, "project.json"), bytes);
    await assert.rejects(local().get(href, hash), { code: "PROJECT_FILE_URI_UNSUPPORTED" });
    const source = local({ allowFileUris: true });
    assert.equal((await source.get(href, hash)).defaultVersion, "v1");
    await assert.rejects(source.get(`${href}.missing`, hash), { code: "PROJECT_FILE_UNREACHABLE" });
    await rm(directory, { recursive: true });
  });
});
