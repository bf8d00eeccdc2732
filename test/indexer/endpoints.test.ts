import assert from "node:assert/strict";
import { findProject } from "../../indexer/model/queries/index.ts";
import type { RunningIndexer } from "../../indexer/main.ts";
import type { IndexerConfig } from "../../indexer/config.ts";
import { type TestDatabase, testDatabase } from "../support/postgres.ts";
import { type RpcCall, type RpcProxy, startRpcProxy } from "../support/rpc-proxy.ts";
import { people, startChain, type TestChain } from "./support/chain.ts";
import { type ListeningLogger, listeningLogger, startIndexer, untilIndexed } from "./support/world.ts";

describe("an indexer's endpoints", () => {
  let chain: TestChain;
  let database: TestDatabase;
  let first: RpcProxy;
  let indexer: RunningIndexer | undefined;
  let logger: ListeningLogger;

  let early: bigint;

  before(async () => {
    chain = await startChain();
    early = await register();
    await chain.client.mine({ blocks: 25 });
  });
  after(() => chain?.anvil.stop());
  beforeEach(async () => {
    logger = listeningLogger();
    [database, first] = await Promise.all([testDatabase(), startRpcProxy(chain.anvil.url)]);
  });
  afterEach(async () => {
    await indexer?.stop();
    first.stop();
    await database?.drop();
  });

  const register = async () => {
    const { logs } = await chain.send({ from: people.owner, to: "projectRegistry", call: "register" });
    return BigInt(logs[0]?.topics[3] ?? 0);
  };
  /** Indexes the project that was there before and one that comes later, without a new process. */
  const indexesAll = async (config: Partial<IndexerConfig> = {}, meanwhile = () => {}) => {
    indexer = startIndexer(chain, database, { rpcUrl: first.url, logger, ...config });
    await indexer.ready;
    await untilIndexed(chain, database);
    meanwhile();
    const late = await register();
    await untilIndexed(chain, database);
    for (const id of [early, late]) assert.ok(await findProject(database.pool, id), `project ${id}`);
    assert.deepEqual(
      logger.lines.filter((line) => line.includes("processor ended")),
      [],
    );
  };
  const askedFor = (method: string) => first.calls.filter((call) => call.method === method);

  it("takes logs from the next when the first answers all but eth_getLogs", async () => {
    first.fate = ({ method }) =>
      method === "eth_getLogs" ? { error: { code: -32005, message: "limit exceeded" } } : undefined;
    await indexesAll({ otherRpcUrls: [chain.anvil.url] });
    assert.ok(askedFor("eth_getBlockByNumber").length > 25, "blocks still come from the first");
    const { host } = new URL(chain.anvil.url);
    assert.ok(logger.lines.some((line) => line.startsWith(`info: Using the chain's node at ${host} for eth_getLogs`)));
  });

  it("goes on with the next when the first is gone, and says so", async () => {
    await indexesAll({ otherRpcUrls: ["http://127.0.0.1:1", chain.anvil.url] }, () => first.stop());
    assert.ok(logger.lines.some((line) => line.startsWith(`info: Using the chain's node at`)));
  });

  it("indexes through one that takes small batches and narrow ranges of logs", async () => {
    first.batchLimit = 3;
    first.fate = ({ method, params }) => {
      const { fromBlock, toBlock } = (params[0] ?? {}) as { fromBlock: string; toBlock: string };
      if (method !== "eth_getLogs" || Number(toBlock) - Number(fromBlock) < 2) return undefined;
      return { error: { code: -32602, message: "Log response size exceeded." } };
    };
    await indexesAll();
  });

  it("asks for no more at once than it is told, and for the logs of the deployment's contracts alone", async () => {
    await indexesAll({ rpcLimits: { batch: 2, range: 3 } });
    assert.equal(Math.max(...first.batches), 2);
    const widths = askedFor("eth_getLogs").map(({ params }) => {
      const { fromBlock, toBlock } = params[0] as { fromBlock: string; toBlock: string };
      return Number(toBlock) - Number(fromBlock) + 1;
    });
    assert.ok(Math.max(...widths) <= 3);
    const { projectRegistry, proverRegistry, taskManager, deviceRegistry } = chain.deployment;
    const ours = [projectRegistry, proverRegistry, taskManager, deviceRegistry].map((one) => one.toLowerCase()).sort();
    for (const { params } of askedFor("eth_getLogs")) {
      assert.deepEqual((params[0] as { address: string[] }).address.toSorted(), ours);
    }
  });

  const troubles = [
    { http: 500 },
    { http: 400, body: '{"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"Internal error"}}' },
    { error: { code: -32603, message: "Internal error" } },
    { error: { code: -32005, message: "Too many requests" } },
    { http: 200, body: "<html>busy</html>", headers: { "content-type": "text/html" } },
    "lost" as const,
  ];

  it("waits a moment's trouble out, a tenth of all answers, without a new process", async () => {
    let calls = 0;
    first.fate = () => (++calls % 10 === 0 ? troubles[(calls / 10) % troubles.length] : undefined);
    await indexesAll();
    assert.ok(calls > 100);
  });

  it("waits for the logs of a head that are not there yet, and for receipts", async () => {
    const times = new Map<string, number>();
    first.fate = ({ method, params }: RpcCall) => {
      const key = `${method} ${JSON.stringify(params)}`;
      const asked = times.get(key) ?? 0;
      times.set(key, asked + 1);
      if (asked >= 2) return undefined;
      if (method === "eth_getLogs") return { result: [] };
      return method === "eth_getTransactionReceipt" ? { result: null } : undefined;
    };
    await indexesAll();
  });
});
