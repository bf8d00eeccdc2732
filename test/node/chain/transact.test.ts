import assert from "node:assert/strict";
import { createPublicClient, createWalletClient, http, parseEther } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { hardhat } from "viem/chains";
import { transact } from "../../../node/chain/actions/transact.ts";
import { missingFunds } from "../../../node/chain/funds.ts";
import { W3bError } from "../../../node/protocol/errors.ts";
import { accounts } from "../../../scripts/devnet/accounts.ts";
import { startAnvil } from "../../support/anvil.ts";
import { startRpcProxy } from "../../support/rpc-proxy.ts";

const account = privateKeyToAccount(`0x${"5a".repeat(32)}`);
const call = { to: accounts.deployer.address, data: "0x" } as const;

describe("a transaction of an account without enough IOTX", () => {
  let anvil: Awaited<ReturnType<typeof startAnvil>>;
  before(async () => {
    anvil = await startAnvil();
  });
  after(() => anvil.stop());

  const clients = (from: typeof account) => {
    const transport = http(anvil.url);
    const publicClient = createPublicClient({ chain: hardhat, transport, pollingInterval: 20 });
    const walletClient = createWalletClient({ account: from, chain: hardhat, transport });
    return { publicClient, walletClient, deployment: undefined as never };
  };
  const refusal = async (value: bigint) => {
    const error: unknown = await transact(clients(account), { ...call, value }).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof W3bError, String(error));
    assert.equal(error.code, "INSUFFICIENT_FUNDS");
    return `${error.message} ${error.action}`;
  };

  it("names the account, what it has and what it needs when it has nothing", async () => {
    const said = await refusal(0n);
    assert.match(said, new RegExp(`^${account.address} has 0 IOTX; it needs about 0\\.\\d+ IOTX`));
    assert.match(said, new RegExp(`Send IOTX to ${account.address}`));
  });

  it("counts what is sent and the gas when it has too little", async () => {
    const rich = { ...clients(account) };
    const funded = createWalletClient({ account: accounts.deployer, chain: hardhat, transport: http(anvil.url) });
    const hash = await funded.sendTransaction({ to: account.address, value: parseEther("1") });
    await rich.publicClient.waitForTransactionReceipt({ hash });
    assert.match(await refusal(parseEther("1000")), / has 1 IOTX; it needs about 1000\.0\d+ IOTX/);
    assert.match(await refusal(parseEther("1")), / has 1 IOTX; it needs about 1\.0\d+ IOTX/);
  });

  it("never asks for more than nothing where the node does not tell the gas", async () => {
    // As IoTeX's nodes, which know no state overrides: what the gas costs cannot be learnt from an account without any.
    const proxy = await startRpcProxy(anvil.url, ({ method, params }) =>
      method === "eth_estimateGas" && params.length > 2
        ? { error: { code: -32602, message: "too many arguments" } }
        : undefined,
    );
    try {
      const client = createPublicClient({ chain: hardhat, transport: http(proxy.url) });
      const poor = privateKeyToAccount(`0x${"5b".repeat(32)}`).address;
      assert.match((await missingFunds(client, poor, call))?.message ?? "", / has 0 IOTX; it needs IOTX for gas\.$/);
      const error = await missingFunds(client, poor, { ...call, value: parseEther("2") });
      assert.match(error?.message ?? "", / has 0 IOTX; it needs 2 IOTX, and IOTX for gas\.$/);
    } finally {
      proxy.stop();
    }
  });
});
