import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { RpcClient, type RpcClientOptions } from "../../../node/rpc/client.ts";
import { type RpcCall, type RpcFate, type RpcProxy, startRpcProxy } from "../../support/rpc-proxy.ts";

/** A node that answers every call with its method and parameters, and eth_getLogs with a log for each block. */
async function startNode(): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const { id, method, params = [] } = JSON.parse(text) as RpcCall;
      const result =
        method === "eth_getLogs" ? logsOf(params[0] as Range) : method === "eth_chainId" ? "0x1" : [method, params];
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ jsonrpc: "2.0", id, result }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

interface Range {
  fromBlock: string;
  toBlock: string;
}
const widthOf = ({ fromBlock, toBlock }: Range) => Number(toBlock) - Number(fromBlock) + 1;
const logsOf = (range: Range) => Array.from({ length: widthOf(range) }, (_, i) => Number(range.fromBlock) + i);
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe("RpcClient", () => {
  let node: Awaited<ReturnType<typeof startNode>>;
  let first: RpcProxy;
  let second: RpcProxy;
  beforeEach(async () => {
    node = await startNode();
    [first, second] = await Promise.all([startRpcProxy(node.url), startRpcProxy(node.url)]);
  });
  afterEach(() => {
    for (const { stop } of [first, second]) stop();
    node.server.closeAllConnections();
    node.server.close();
  });
  /** Its clock stands still: what rests from something does so for the whole test. */
  const client = (options: RpcClientOptions = {}) =>
    new RpcClient([first.url, second.url], { now: () => 0, ...options });
  const askedOf = (proxy: RpcProxy, method: string) => proxy.calls.filter((call) => call.method === method);

  const refusals: Record<string, RpcFate> = {
    "an unknown method": { error: { code: -32601, message: "the method does not exist/is not available" } },
    "a limit": { error: { code: -32005, message: "limit exceeded" } },
    "HTTP 403": { http: 403, body: "<html>no</html>", headers: { "content-type": "text/html" } },
    "HTTP 400 with an error": { http: 400, body: '{"error":{"code":-32600,"message":"upgrade your plan"}}' },
    "HTTP 500": { http: 500 },
    "text where JSON should be": { http: 200, body: "<html>", headers: { "content-type": "text/html" } },
    "a connection that is reset": "lost",
  };
  for (const [what, fate] of Object.entries(refusals)) {
    it(`asks the next endpoint for what the first answers with ${what}, and leaves the first alone meanwhile`, async () => {
      first.fate = ({ method }) => (method === "odd" ? fate : undefined);
      const rpc = client();
      for (let i = 0; i < 3; i++) assert.deepEqual(await rpc.call("odd", [i]), ["odd", [i]]);
      assert.equal(askedOf(first, "odd").length, 1);
      assert.equal(askedOf(second, "odd").length, 3);
    });
  }

  it("counts what each endpoint answered and what it did not", async () => {
    first.fate = ({ method }) => (method === "odd" ? { http: 500 } : undefined);
    const rpc = client();
    for (const method of ["even", "odd", "odd"]) await rpc.call(method);
    assert.deepEqual(
      rpc.endpoints.map(({ requests }) => requests),
      [
        { answered: 1, failed: 1 },
        { answered: 2, failed: 0 },
      ],
    );
  });

  it("goes on asking an endpoint for what it can do", async () => {
    first.fate = ({ method }) =>
      method === "odd" ? { error: { code: -32601, message: "no such method" } } : undefined;
    const rpc = client();
    await rpc.call("odd");
    await rpc.call("even");
    assert.equal(askedOf(first, "even").length, 1);
    assert.equal(askedOf(second, "even").length, 0);
  });

  it("hands on what the chain itself says, without asking another", async () => {
    first.fate = () => ({ error: { code: 3, message: "execution reverted", data: "0x1234" } });
    await assert.rejects(client().call("eth_call"), {
      kind: "answer",
      rpcError: { code: 3, message: "execution reverted", data: "0x1234" },
    });
    assert.equal(second.calls.length, 0);
  });

  it("waits a moment's trouble of all out, and says so", async () => {
    const said: (string | undefined)[] = [];
    let failures = 0;
    first.fate = second.fate = () => (failures++ < 6 ? { http: 500 } : undefined);
    const rpc = client({ rounds: Infinity, onTrouble: (trouble) => said.push(trouble?.message) });
    assert.deepEqual(await rpc.call("any"), ["any", []]);
    assert.deepEqual(said, ["HTTP 500", "HTTP 500", undefined]);
  });

  it("gives up after its rounds, with the last trouble", async () => {
    first.fate = second.fate = () => ({ error: { code: -32603, message: "Internal error" } });
    await assert.rejects(client({ rounds: 2 }).call("any"), { kind: "passing", message: "Internal error" });
    assert.equal(first.calls.length + second.calls.length, 4);
  });

  it("does not use an endpoint of another chain", async () => {
    first.fate = ({ method }) => (method === "eth_chainId" ? { result: "0x2" } : undefined);
    const detours: string[] = [];
    const rpc = client({ chainId: 1, onDetour: (_place, _method, because) => detours.push(because.message) });
    await rpc.call("any");
    assert.equal(askedOf(first, "any").length, 0);
    assert.match(detours[0] ?? "", /is of chain 2, not 1/);
  });

  it("asks again for what cannot be right", async () => {
    let asked = 0;
    first.fate = () => ({ result: asked++ === 0 ? null : "0x1" });
    const accept = (value: unknown) => assert.notEqual(value, null);
    assert.equal(await new RpcClient([first.url]).call("any", [], { accept }), "0x1");
  });

  it("splits batches that are refused, remembers the size, and keeps the order", async () => {
    first.batchLimit = 5;
    const rpc = client();
    const calls = numbers(1, 40).map((i) => ({ method: "any", params: [i] }));
    for (let i = 0; i < 2; i++)
      assert.deepEqual(
        await rpc.batch(calls),
        calls.map(({ params }) => ["any", params]),
      );
    const refused = first.batches.filter((size) => size > 5);
    assert.deepEqual(
      refused.toSorted((a, b) => a - b),
      [10, 10, 10, 10, 20, 20, 40],
      "each size was refused once in a row",
    );
    assert.equal(second.calls.length, 0);
  });

  it("asks by itself for a part of a batch that failed", async () => {
    let failures = 0;
    first.fate = ({ params }) =>
      params[0] === 3 && failures++ === 0 ? { error: { code: -32603, message: "Internal error" } } : undefined;
    const calls = numbers(1, 5).map((i) => ({ method: "any", params: [i] }));
    assert.deepEqual(
      await client().batch(calls),
      calls.map(({ params }) => ["any", params]),
    );
  });

  it("asks for no more than it is told: calls in a request, blocks in a range", async () => {
    const rpc = client({ batch: 4, range: 7 });
    await rpc.batch(numbers(1, 10).map((i) => ({ method: "any", params: [i] })));
    assert.equal(Math.max(...first.batches), 4);
    assert.deepEqual(await rpc.logs([], 1, 50), numbers(1, 50));
    assert.equal(Math.max(...askedOf(first, "eth_getLogs").map(({ params }) => widthOf(params[0] as Range))), 7);
  });

  it("splits ranges of blocks that are refused by their size, down to one block", async () => {
    const error = { code: -32602, message: "Log response size exceeded. this block range should work: [0x0, 0x1]" };
    first.fate = ({ method, params }) =>
      method === "eth_getLogs" && widthOf(params[0] as Range) > 1 ? { error } : undefined;
    assert.deepEqual(await client().logs(["0xaa"], 1, 10), numbers(1, 10));
    assert.equal(second.calls.length, 0);
    assert.deepEqual((first.calls[0]?.params[0] as { address: unknown }).address, ["0xaa"]);
  });

  it("asks another for logs that the first refuses even of one block", async () => {
    first.fate = ({ method }) =>
      method === "eth_getLogs" ? { error: { code: -32005, message: "limit exceeded" } } : undefined;
    assert.deepEqual(await client().logs([], 1, 10), numbers(1, 10));
  });
});
