import { pino } from "pino";
import { privateKeyToAccount } from "viem/accounts";
import { migrate } from "../../../../node/database/migrate.ts";
import { postgresStore } from "../../../../node/data/postgres-store.ts";
import { type SocketLimits, socketLimits } from "../../../../node/http/socket-limits.ts";
import { Ingest } from "../../../../node/gateway/ingest.ts";
import type { ServedProjects } from "../../../../node/gateway/served-projects.ts";
import { buildServer } from "../../../../node/gateway/server.ts";
import type { Head } from "../../../../node/protocol/head-health.ts";
import { type DeviceMessage, signMessage, type UnsignedMessage } from "../../../../node/protocol/message.ts";
import { type TestDatabase, testDatabase } from "../../../support/postgres.ts";
import { ChainTables } from "./chain-tables.ts";

export const device = privateKeyToAccount(`0x${"11".repeat(32)}`);
export const stranger = privateKeyToAccount(`0x${"22".repeat(32)}`);
export const gatewayAccount = privateKeyToAccount(`0x${"33".repeat(32)}`);
export const silent = pino({ level: "silent" });

/** An open project with a program "v1" and a registered device, as most tests want it. */
export const projectID = 912;
export const projectVersion = "v1";

export interface TestGateway {
  url: string;
  database: TestDatabase;
  chain: ChainTables;
  stop(): Promise<void>;
}

const freshHead = () => Promise.resolve({ block: 7, ageSeconds: 1, paceSeconds: 3, allowedSeconds: 60 });

/** A gateway's HTTP server on a database of its own; nothing is submitted anywhere. */
export async function testGateway(head: () => Promise<Head> = freshHead): Promise<TestGateway> {
  const database = await testDatabase();
  await migrate(database.pool);
  const chain = await ChainTables.create(database);
  await chain.project(projectID);
  await chain.program(projectID, projectVersion);
  await chain.gateway(projectID, gatewayAccount.address);
  await chain.device(projectID, device.address);
  const http = await serve(database, head);
  return {
    url: http.url,
    database,
    chain,
    stop: async () => {
      await http.close();
      await chain.close();
      await database.drop();
    },
  };
}

/** One more server over the same database, as when an operator runs several. */
export async function serve(
  { pool }: Pick<TestDatabase, "pool">,
  head: () => Promise<Head> = freshHead,
  projects: ServedProjects = "any",
  sockets: SocketLimits = socketLimits,
): Promise<{ url: string; close(): Promise<void> }> {
  const store = postgresStore(pool);
  const server = buildServer({
    ...{ pool, store, ingest: new Ingest(pool, store), gateway: gatewayAccount.address, projects, head },
    ...{ bodyLimitBytes: 256 * 1024, sockets, logger: silent },
  });
  const url = await server.listen({ host: "127.0.0.1", port: 0 });
  return { url, close: async () => void (await server.close()) };
}

export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** Signs with `signer` and posts. */
export async function send(url: string, fields: Partial<UnsignedMessage> = {}, signer = device): Promise<Answer> {
  return post(url, await message(fields, signer));
}

export function message(fields: Partial<UnsignedMessage> = {}, signer = device): Promise<DeviceMessage> {
  return signMessage(signer, { projectID, projectVersion, data: '{"temperature":21}', ...fields });
}

/** Posts anything to /message: a string as it is, all else as JSON. */
export async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const text = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  return answerOf(await fetch(`${url}/message`, { method: "POST", body: text, headers }));
}

export async function get(url: string): Promise<Answer> {
  return answerOf(await fetch(url));
}

async function answerOf(response: Response): Promise<Answer> {
  const { status, headers } = response;
  return { status, headers, body: (await response.json()) as Record<string, unknown> };
}

/** How many rows a table of schema `node` has. */
export async function count({ pool }: Pick<TestDatabase, "pool">, table: "message" | "pack" | "payload") {
  const { rows } = await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM node.${table}`);
  return rows[0]?.count ?? 0;
}
