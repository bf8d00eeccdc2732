import type { Pool } from "pg";
import { pino } from "pino";
import {
  type Address,
  createTestClient,
  createWalletClient,
  http,
  type PrivateKeyAccount,
  publicActions,
  type TestClient,
} from "viem";
import { hardhat } from "viem/chains";
import { privateKeyToAccount } from "viem/accounts";
import { type ChainClient, createChainClient } from "../../../../node/chain/client.ts";
import { enqueue, type OutboxStatus, type OutboxTransaction, status, waitFor } from "../../../../node/chain/outbox.ts";
import { type SenderOptions, TransactionSender } from "../../../../node/chain/sender.ts";
import { type Anvil, type AnvilOptions, startAnvil } from "../../../support/anvil.ts";
import { testNodeDatabase } from "../../../support/postgres.ts";
import { sharedRandom } from "../../../support/random.ts";

const random = sharedRandom("senders");

/** A chain, a database and a funded account, with what tests do to them. */
export interface World {
  anvil: Anvil;
  pool: Pool;
  databaseUrl: string;
  client: ChainClient;
  /** Anvil's own methods: automine, drop, reorg, setCode, mine. */
  evm: TestClient & Pick<ChainClient, "getTransaction">;
  account: PrivateKeyAccount;
  /** Everything the senders logged: level and message. */
  logged: { level: number; msg: string; id?: string }[];
  /** A started sender; stopped by close() at the latest. */
  sender(options?: Partial<SenderOptions>): TransactionSender;
  /** Queues a transfer of 1 wei to a fresh address, or what `change` makes of it. */
  queue(id: string, change?: Partial<OutboxTransaction>): Promise<void>;
  status(id: string): Promise<OutboxStatus>;
  reaches(id: string, until?: "mined" | "final"): Promise<OutboxStatus>;
  /** How many transactions the account has in the chain. */
  sent(): Promise<number>;
  /** Somebody else sends with the same key. */
  sendForeign(nonce: number): Promise<void>;
  close(): Promise<void>;
}

export const recipient: Address = "0x00000000000000000000000000000000000abcde";

export async function createWorld(options: AnvilOptions = {}): Promise<World> {
  const [anvil, database] = await Promise.all([startAnvil(options), testNodeDatabase()]);
  const client = await createChainClient([anvil.url], { pollMs: 20 });
  const evm = createTestClient({ mode: "anvil", chain: hardhat, transport: http(anvil.url) }).extend(publicActions);
  const account = privateKeyToAccount(random.privateKey());
  await evm.setBalance({ address: account.address, value: 10n ** 20n });
  const senders: TransactionSender[] = [];
  const logged: World["logged"] = [];
  const logger = pino({ level: "debug" }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const { pool } = database;
  return {
    anvil,
    pool,
    databaseUrl: database.url,
    client,
    evm: evm as unknown as World["evm"],
    account,
    logged,
    sender(changes = {}) {
      const sender = new TransactionSender({ pool, account, publicClient: client, logger, pollMs: 20, ...changes });
      senders.push(sender);
      sender.start();
      return sender;
    },
    async queue(id, change = {}) {
      await enqueue(pool, {
        id,
        account: account.address,
        kind: "test",
        to: recipient,
        data: "0x",
        value: 1n,
        ...change,
      });
    },
    async status(id) {
      const row = await status(pool, id);
      if (!row) throw new Error(`There is no "${id}"`);
      return row;
    },
    reaches: (id, until = "mined") => waitFor(pool, id, { until, timeoutMs: 300_000 }),
    sent: () => client.getTransactionCount({ address: account.address }),
    async sendForeign(nonce) {
      const wallet = createWalletClient({ account, chain: hardhat, transport: http(anvil.url) });
      await wallet.sendTransaction({ to: recipient, value: 7n, nonce });
    },
    async close() {
      await Promise.all(senders.map((sender) => sender.stop()));
      await anvil.stop();
      await database.drop();
    },
  };
}
