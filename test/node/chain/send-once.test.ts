import assert from "node:assert/strict";
import { createPublicClient, createWalletClient, encodeFunctionData, parseAbi, parseEther } from "viem";
import { hardhat } from "viem/chains";
import { transportOf } from "../../../node/chain/client.ts";
import { sendOnce } from "../../../node/chain/send-once.ts";
import { accounts } from "../../../scripts/devnet/accounts.ts";
import { startAnvil } from "../../support/anvil.ts";
import { type RpcProxy, startRpcProxy } from "../../support/rpc-proxy.ts";

const to = accounts.projectOwner.address;

describe("sending a transaction from a terminal", () => {
  let anvil: Awaited<ReturnType<typeof startAnvil>>;
  let proxy: RpcProxy;
  before(async () => {
    anvil = await startAnvil();
    proxy = await startRpcProxy(anvil.url);
  });
  after(() => {
    proxy.stop();
    return anvil.stop();
  });

  function wallet() {
    const transport = transportOf([proxy.url]);
    const publicClient = createPublicClient({ chain: hardhat, transport, pollingInterval: 20 });
    return {
      publicClient,
      walletClient: createWalletClient({ account: accounts.deployer, chain: hardhat, transport }),
    };
  }
  /** The endpoint treats the first transaction it is handed in that way. */
  function once(fate: "lost" | "answerLost"): void {
    let left = 1;
    proxy.fate = ({ method }) => (method === "eth_sendRawTransaction" && left-- > 0 ? fate : undefined);
  }

  for (const [fate, what] of [
    ["lost", "the connection broke before the chain had it"],
    ["answerLost", "the chain's answer got lost"],
  ] as const) {
    it(`happens once where ${what}`, async () => {
      const { publicClient, walletClient } = wallet();
      const before = await publicClient.getBalance({ address: to });
      once(fate);
      const hash = await sendOnce({ publicClient, walletClient }, { to, data: "0x", value: parseEther("1") });
      assert.equal((await publicClient.waitForTransactionReceipt({ hash })).status, "success");
      assert.equal((await publicClient.getBalance({ address: to })) - before, parseEther("1"));
    });
  }

  it("is signed by the chain's node where that keeps the key", async () => {
    proxy.fate = () => undefined;
    const { publicClient } = wallet();
    const account = accounts.deployer.address; // only its address: Anvil and Hardhat have its key
    const walletClient = createWalletClient({ account, chain: hardhat, transport: transportOf([proxy.url]) });
    proxy.calls.length = 0;
    const hash = await sendOnce({ publicClient, walletClient }, { to, data: "0x", value: 1n });
    assert.equal((await publicClient.waitForTransactionReceipt({ hash })).status, "success");
    const methods = new Set(proxy.calls.map(({ method }) => method));
    assert.deepEqual([methods.has("eth_sendTransaction"), methods.has("eth_signTransaction")], [true, false]);
  });

  it("fails as the chain says where it does not take it", async () => {
    proxy.fate = () => undefined;
    const data = encodeFunctionData({ abi: parseAbi(["function x()"]) });
    await assert.rejects(sendOnce(wallet(), { to, data, gas: 21_000n, nonce: 0 }), /nonce|intrinsic gas/i);
  });
});
