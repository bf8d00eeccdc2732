import { type HDAccount, mnemonicToAccount } from "viem/accounts";

/** Hardhat's well-known test accounts: funded on the development chain, worthless everywhere else. */
export const mnemonic = "test test test test test test test test test test test junk";
const account = (addressIndex: number): HDAccount => mnemonicToAccount(mnemonic, { addressIndex });

/** Who plays which part in the development network. */
export const accounts = {
  deployer: account(0),
  projectOwner: account(1),
  gateway: account(2),
  /** Two operators who know nothing of each other; each keeps its stake's key apart from the key that claims. */
  provers: [
    { name: "prover-a", owner: account(3), operator: account(4) },
    { name: "prover-b", owner: account(5), operator: account(6) },
  ],
  /** The sensors' message keys, and who is credited for their readings. */
  devices: [
    { identity: account(10), owner: account(7) },
    { identity: account(11), owner: account(8) },
  ],
} as const;

/** An account's private key. Only for these public test accounts. */
export function privateKeyOf({ getHdKey }: HDAccount): `0x${string}` {
  const key = getHdKey().privateKey;
  if (!key) throw new Error("A mnemonic account always has its private key");
  return `0x${Buffer.from(key).toString("hex")}`;
}
