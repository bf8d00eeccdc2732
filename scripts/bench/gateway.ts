/**
 * `npm run bench:gateway [-- --json] [--rounds N]`: signed messages accepted per second over HTTP by one gateway process,
 * the load generator on the same machine. A message counts when its answer has come, and so when Postgres (fsync on) has
 * committed it; the rows are counted afterwards. Every message is packed: AggregationAmount is 1.
 */
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { type Address, type Hex, hexToBytes } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { chainDataSource } from "../../indexer/database.ts";
import { startPostgres } from "../../node/database/embedded.ts";
import { migrate } from "../../node/database/migrate.ts";
import { messageHash } from "../../node/protocol/message.ts";
import { recoveryLibrary } from "../../node/protocol/recovery.ts";
import { postOf, sendAll } from "./gateway/load.ts";
import { medianOf, quantileOf, report, roundsOr } from "./report.ts";

const rounds = roundsOr(5);
/** Messages of a round, their senders, and the connections they come over. */
const [MESSAGES, DEVICES, CONNECTIONS] = [4_000, 256, 128];
const project = { projectID: 912, projectVersion: "v1.0.0" };

interface Signer {
  ecdsaSign(hash: Uint8Array, key: Uint8Array): { signature: Uint8Array; recid: number };
}
const { ecdsaSign } = createRequire(import.meta.url)("secp256k1") as Signer;
const devices = Array.from({ length: DEVICES }, () => randomBytes(32));
const gateway: Address = privateKeyToAddress(`0x${"33".repeat(32)}`);

const directory = await mkdtemp(join(tmpdir(), "w3b-bench-"));
await chmod(directory, 0o755); // Postgres runs as another user when root starts it
const database = await startPostgres({ dataDir: join(directory, "postgres") });
const pool = new pg.Pool({ connectionString: database.url });
await migrate(pool);
await fillChainTables();
const server = fork(fileURLToPath(new URL("gateway/serve.ts", import.meta.url)), [database.url, gateway]);
try {
  const [url] = (await once(server, "message")) as [string];
  const rates: number[] = [];
  const times: number[] = [];
  let cpuMs = 0;
  for (let round = -1; round < rounds; round++) {
    const requests = Array.from({ length: MESSAGES }, (_, i) => postOf(url, "/message", signed(round * MESSAGES + i)));
    const cpuBefore = await cpuOf(server);
    const start = performance.now();
    const answered = await sendAll(url, requests, CONNECTIONS);
    if (round < 0) continue; // the first warms up
    rates.push((1000 * MESSAGES) / (performance.now() - start));
    cpuMs += (await cpuOf(server)) - cpuBefore;
    times.push(...answered);
  }
  const { rows } = await pool.query<{ messages: number; packed: number }>(
    "SELECT count(*)::int AS messages, count(pack)::int AS packed FROM node.message",
  );
  const expected = (rounds + 1) * MESSAGES;
  if (rows[0]?.messages !== expected || rows[0].packed !== expected) {
    throw new Error(`${JSON.stringify(rows[0])} messages are in the database instead of ${expected}`);
  }
  const messagesPerSecond = Math.round(medianOf(rates));
  const latency = { p50: Math.round(quantileOf(times, 0.5)), p99: Math.round(quantileOf(times, 0.99)) };
  const cpuMsPerMessage = cpuMs / (rounds * MESSAGES);
  await report(
    "gateway",
    {
      messagesPerSecond,
      cpuMsPerMessage,
      latencyMs: latency,
      rounds: rates.map(Math.round),
      recovery: recoveryLibrary,
    },
    [
      [
        "messages a second",
        "of each round",
        "answered after (p50)",
        "(p99)",
        "CPU of the gateway, a message",
        "signers recovered by",
      ],
      [
        String(messagesPerSecond),
        rates.map(Math.round).join(", "),
        `${latency.p50} ms`,
        `${latency.p99} ms`,
        `${cpuMsPerMessage.toFixed(2)} ms`,
        recoveryLibrary,
      ],
    ],
    `${MESSAGES} messages a round over ${CONNECTIONS} connections from ${DEVICES} devices, signed beforehand; one gateway
process, Postgres with fsync, and the load generator share the machine. Every message is packed into a task's payload.`,
  );
} finally {
  if (server.connected) server.disconnect();
  await pool.end();
  await database.stop();
  await rm(directory, { recursive: true, force: true });
}
process.exit();

async function cpuOf(process: ChildProcess): Promise<number> {
  const answer = once(process, "message") as Promise<[number]>;
  process.send("cpu");
  return (await answer)[0];
}

function signed(index: number): string {
  const key = devices[Math.abs(index) % DEVICES]!;
  const data = JSON.stringify({ time: 1_700_000_000 + index, temperature: 295_120, co2: 412_000, note: `n${index}` });
  const { signature, recid } = ecdsaSign(hexToBytes(messageHash({ ...project, data })), key);
  return JSON.stringify({ ...project, data, signature: `0x${Buffer.from(signature).toString("hex")}0${recid}` });
}

/** What an indexer would have written: an open project of this gateway with its program and devices. */
async function fillChainTables(): Promise<void> {
  await pool.query("CREATE SCHEMA chain");
  const source = await chainDataSource(database.url, "chain").initialize();
  await source.synchronize();
  const [id, zero] = [String(project.projectID), `0x${"00".repeat(20)}`];
  const hash: Hex = `0x${"aa".repeat(32)}`;
  const save = (name: string, ...rows: object[]) => source.getRepository(name).save(rows);
  await save("Project", {
    ...{ id, owner: zero, uri: null, hash: null, paused: false, dapp: null, callbackGas: 0, token: zero },
    ...{
      minReward: 1n,
      maxReward: 1n,
      rampSeconds: 0,
      collateral: 0n,
      claimSeconds: 60,
      lifeSeconds: 600,
      redundancy: 1,
    },
    ...{ createdAtBlock: 1, createdAt: 1 },
  });
  const version = project.projectVersion;
  await save("Program", {
    ...{ id: `${id}-${version}`, projectId: id, version, verifier: zero, vmType: 5, binding: 0, programId: hash },
    ...{ active: true, retired: false },
  });
  const address = gateway.toLowerCase();
  await save("Gateway", { id: `${id}-${address}`, projectId: id, address, authorised: true, uri: "" });
  const addresses = devices.map((key) => privateKeyToAddress(`0x${key.toString("hex")}`).toLowerCase());
  await save(
    "Device",
    ...addresses.map((device) => ({
      ...{ id: `${id}-${device}`, projectId: id, device, registered: true, key: hash, owner: zero },
    })),
  );
  await source.destroy();
}
