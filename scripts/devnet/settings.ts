import { rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { stringify } from "smol-toml";
import { type HDAccount, mnemonicToAccount } from "viem/accounts";
import { accounts, mnemonic, privateKeyOf } from "./accounts.ts";
import type { Devnet } from "./network.ts";

const ownerKey = "owner.key";

/** An account of the network, for people. */
export interface ShownAccount {
  part: string;
  address: string;
  /** What `--key-file` takes. */
  keyFile: string;
}

/**
 * Writes what other commands need to use the network, where they look for it, and tells whose the accounts are.
 * `remove` takes the settings away: once it is stopped they would lead nowhere.
 */
export async function writeSettings(directory: string, { urls }: Pick<Devnet, "urls">) {
  const shown = await writeKeys(directory);
  const settings = {
    rpcUrl: urls.rpc,
    databaseUrl: urls.database,
    gatewayUrl: urls.gateway,
    graphqlUrl: urls.graphql,
    filesUrl: urls.files,
    deployment: join(directory, "deployment.json"),
    // Who owns projects here unless another key is given, and who submits for them.
    project: { keyFile: join(directory, ownerKey), open: { gateway: accounts.gateway.address } },
  };
  const config = join(directory, "w3b.toml");
  await writeFile(config, stringify(settings), { mode: 0o600 });
  return { config, accounts: shown, remove: () => rm(config, { force: true }) };
}

/** Writes a key file for each account that has IOTX on the development chain. The keys are public, and worthless elsewhere. */
function writeKeys(directory: string): Promise<ShownAccount[]> {
  const free = [9, 12, 13, 14].map((addressIndex) => mnemonicToAccount(mnemonic, { addressIndex }));
  const parts: [string, string, HDAccount][] = [
    ["yours: owner of projects", ownerKey, accounts.deployer],
    ...free.map((account, index): [string, string, HDAccount] => ["free", `free-${index + 1}.key`, account]),
    ["gateway", "gateway.key", accounts.gateway],
    ["owner of project 1", "project-1.key", accounts.projectOwner],
    ...accounts.provers.map(({ name, operator }): [string, string, HDAccount] => [
      `operator of ${name}`,
      `${name}.key`,
      operator,
    ]),
  ];
  return Promise.all(
    parts.map(async ([part, name, account]) => {
      const file = join(directory, name);
      await writeFile(file, `${privateKeyOf(account)}\n`, { mode: 0o600 });
      return { part, address: account.address, keyFile: relative(".", file) };
    }),
  );
}
