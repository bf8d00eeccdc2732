import assert from "node:assert/strict";
import { createTestClient, http, publicActions, toHex } from "viem";
import { hardhat } from "viem/chains";
import type { ProcessorConfig } from "../../../indexer/config.ts";
import { ProcessorRpc } from "../../../indexer/rpc.ts";
import { createChainClient } from "../../../node/chain/client.ts";
import { type Anvil, startAnvil } from "../../support/anvil.ts";
import { eventually } from "../../support/eventually.ts";
import { type RpcProxy, startRpcProxy } from "../../support/rpc-proxy.ts";

/** What a service's log shows of an endpoint. */
interface Line {
  code?: string | undefined;
  text: string;
}

describe("the log of a service whose first endpoint shows an old head", () => {
  let anvil: Anvil;
  let behind: RpcProxy;
  let chain: ReturnType<typeof chainAt>;
  const chainAt = (url: string) =>
    createTestClient({ chain: hardhat, mode: "anvil", transport: http(url), cacheTime: 0 }).extend(publicActions);
  /** The block that it takes for the newest; undefined when it follows the chain. */
  let newest: bigint | undefined;
  let now: number;

  before(async () => {
    anvil = await startAnvil();
    chain = chainAt(anvil.url);
    behind = await startRpcProxy(anvil.url, async ({ method, params }, ask) => {
      if (newest === undefined || method !== "eth_getBlockByNumber" || params[0] !== "latest") return undefined;
      return { result: (await ask(method, [toHex(newest), params[1]])).result };
    });
  });
  after(async () => {
    behind?.stop();
    await anvil?.stop();
  });
  beforeEach(async () => {
    newest = await chain.getBlockNumber();
    await chain.mine({ blocks: 20, interval: 5 });
    now = Number((await chain.getBlock()).timestamp) * 1000;
  });

  /** Calls go on and time passes until the log has a line. */
  async function nextLine(lines: Line[], call: () => Promise<unknown>): Promise<Line> {
    return eventually("a line in the log", async () => {
      now += 15_000;
      await call();
      return lines.shift();
    });
  }

  async function assertSaid(lines: Line[], call: () => Promise<unknown>): Promise<void> {
    const { host } = new URL(behind.url);
    const left = await nextLine(lines, call);
    assert.equal(left.code, "ENDPOINT_BEHIND");
    assert.match(left.text, new RegExp(`^The chain's node at ${host} does not follow the chain: .* is \\d+ s behind`));
    newest = undefined;
    const back = await nextLine(lines, call);
    assert.deepEqual(back, { code: undefined, text: `The chain's node at ${host} has caught up: it is asked again` });
  }

  it("names it with its code, and says when it has caught up: a gateway's and a prover's", async () => {
    const lines: Line[] = [];
    const hear = ({ code }: { code?: string }, text: string) => void lines.push({ code, text });
    const logger = { info: hear, warn: hear } as never;
    const client = await createChainClient([behind.url, anvil.url], { logger, now: () => now });
    await assertSaid(lines, () => client.getChainId());
  });

  it("names it with its code, and says when it has caught up: an indexer's", async () => {
    const lines: Line[] = [];
    const { write } = process.stderr;
    // The processor's process has no other log.
    process.stderr.write = (text) => {
      const { code, msg = "" } = JSON.parse(String(text)) as { code?: string; msg?: string };
      lines.push({ code, text: msg });
      return true;
    };
    try {
      const config = { rpcUrl: behind.url, otherRpcUrls: [anvil.url], deployment: { chainId: hardhat.id } };
      const rpc = new ProcessorRpc(config as unknown as ProcessorConfig, [], () => now);
      await assertSaid(lines, () => rpc.call("eth_chainId"));
    } finally {
      process.stderr.write = write;
    }
  });
});
