import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "smol-toml";
import { type HDAccount, mnemonicToAccount } from "viem/accounts";
import { accounts, mnemonic, privateKeyOf } from "./accounts.ts";
import type { Devnet } from "./network.ts";

/** An account of the network, for people. */
export interface ShownAccount {
  part: string;
  address: string;
  key: string;
}

/**
 * Writes what other commands need to use the network, where they look for it, and tells whose the accounts are.
 * `remove` takes the settings away: once it is stopped they would lead nowhere.
 */
export async function writeSettings(directory: string, { urls }: Pick<Devnet, "urls">) {
  const ownerKeyFile = join(directory, "owner.key");
  await writeFile(ownerKeyFile, privateKeyOf(accounts.deployer), { mode: 0o600 });
  const settings = {
    rpcUrl: urls.rpc,
    databaseUrl: urls.database,
    gatewayUrl: urls.gateway,
    graphqlUrl: urls.graphql,
    filesUrl: urls.files,
    deployment: join(directory, "deployment.json"),
    // Who owns projects here unless another key is given, and who submits for them.
    project: { keyFile: ownerKeyFile, open: { gateway: accounts.gateway.address } },
  };
  const config = join(directory, "w3b.toml");
  await writeFile(config, stringify(settings), { mode: 0o600 });
  return { config, accounts: shownAccounts(), remove: () => rm(config, { force: true }) };
}

/** Whose the accounts are that have IOTX on the development chain. Their keys are public, and worthless elsewhere. */
function shownAccounts(): ShownAccount[] {
  const free = [9, 12, 13, 14].map((addressIndex) => mnemonicToAccount(mnemonic, { addressIndex }));
  const shown = (part: string, account: HDAccount) => ({ part, address: account.address, key: privateKeyOf(account) });
  return [
    shown("yours: owner of projects", accounts.deployer),
    ...free.map((account) => shown("free", account)),
    shown("gateway", accounts.gateway),
    shown("owner of project 1", accounts.projectOwner),
    ...accounts.provers.map(({ name, operator }) => shown(`operator of ${name}`, operator)),
  ];
}
