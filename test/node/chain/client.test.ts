import assert from "node:assert/strict";
import { iotexTestnet } from "viem/chains";
import { createChainClient } from "../../../node/chain/client.ts";
import { type Anvil, startAnvil } from "../../support/anvil.ts";
import { eventually } from "../../support/eventually.ts";

describe("createChainClient", () => {
  let anvil: Anvil;
  before(async () => void (anvil = await startAnvil({ chainId: 4690 })));
  after(() => anvil.stop());
  const dead = "http://127.0.0.1:1/secret-api-key";

  it("learns which chain it is", async () => {
    const client = await createChainClient([anvil.url]);
    assert.equal(client.chain.id, 4690);
    assert.equal(client.chain.name, iotexTestnet.name);
  });

  it("uses the next endpoint when the first does not answer", async () => {
    const client = await createChainClient([dead, anvil.url]);
    assert.equal(await client.getBlockNumber(), 0n);
  });

  it("says that no endpoint answers, without showing their addresses", async () => {
    await assert.rejects(createChainClient([dead]), (error: { code: string; message: string }) => {
      assert.equal(error.code, "CHAIN_UNREACHABLE");
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
  });

  it("waits for a chain that is still starting", async () => {
    const port = anvil.port;
    await anvil.stop();
    const said: string[] = [];
    const logger = { warn: (_: unknown, text: string) => void said.push(text) } as never;
    const waiting = createChainClient([anvil.url], { waitMs: 600_000, logger });
    await eventually("the wait is told", () => said.length > 0);
    anvil = await startAnvil({ port, chainId: 4690 });
    assert.equal((await waiting).chain.id, 4690);
  });

  it("refuses what is not the URL of an endpoint", async () => {
    for (const urls of [[], [""], ["ws://x"], ["file:///x"]]) {
      await assert.rejects(createChainClient(urls), { code: "RPC_URL_INVALID" });
    }
  });
});
