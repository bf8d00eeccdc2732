import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createPublicClient, createWalletClient, http } from "viem";
import { hardhat } from "viem/chains";
import { failureText } from "../../../node/cli/failure.ts";
import { deploy } from "../../../scripts/deploy.ts";
import { accounts } from "../../../scripts/devnet/accounts.ts";
import { startAnvil } from "../../support/anvil.ts";
import { temporaryDirectory } from "./support/directory.ts";
import { w3b } from "./support/w3b.ts";

const secret = "k3y";

describe("a command that fails", () => {
  it("never shows the RPC URL, whose path may be an API key", async () => {
    const client = createPublicClient({ transport: http(`http://127.0.0.1:1/v2/${secret}`, { retryCount: 0 }) });
    const error: unknown = await client.getBlockNumber().catch((thrown: unknown) => thrown);
    for (const text of [
      failureText(error, false),
      failureText(error, true),
      failureText(new TypeError(`Bad URL http://x/${secret}`), false),
    ]) {
      assert.ok(!text.includes(secret), text);
    }
    assert.match(failureText(error, false), /\[CHAIN_UNREACHABLE\]/);
    const { errors } = await w3b(["project", "show", "1", "--rpc-url", `http://127.0.0.1:1/v2/${secret}`]);
    assert.ok(!errors.includes(secret), errors);
  });

  it("names a file that is not there, without a stack", async () => {
    const { code, errors } = await w3b(["project", "publish", "1", "/nowhere.json", "--uri", "http://x/"]);
    assert.equal(code, 1);
    assert.match(errors, /\/nowhere\.json.*\[FILE_UNUSABLE\]/s);
    assert.doesNotMatch(errors, / at /);
  });

  it("names a project that does not exist, without a stack", async () => {
    const anvil = await startAnvil();
    await using directory = await temporaryDirectory();
    try {
      const transport = http(anvil.url);
      const publicClient = createPublicClient({ chain: hardhat, transport, pollingInterval: 20 });
      const walletClient = createWalletClient({ account: accounts.deployer, chain: hardhat, transport });
      const file = join(directory.path, "deployment.json");
      await writeFile(file, JSON.stringify(await deploy({ publicClient, walletClient })));
      const { code, errors } = await w3b(["project", "show", "99", "--rpc-url", anvil.url, "--deployment", file]);
      assert.equal(code, 1);
      assert.match(errors, /no project 99.*\[PROJECT_NOT_FOUND\]/);
      assert.doesNotMatch(errors, / at /);
    } finally {
      await anvil.stop();
    }
  });
});
