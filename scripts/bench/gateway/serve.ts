/** The gateway's HTTP server in a process of its own: `fork`ed with the database's URL and the account as arguments. */
import { pino } from "pino";
import type { Address } from "viem";
import { postgresStore } from "../../../node/data/postgres-store.ts";
import { createPool } from "../../../node/database/pool.ts";
import { Ingest } from "../../../node/gateway/ingest.ts";
import { buildServer } from "../../../node/gateway/server.ts";

const [url, gateway] = process.argv.slice(2) as [string, Address];
const pool = createPool({ url, applicationName: "w3b bench", max: 20 });
const store = postgresStore(pool);
const server = buildServer({
  ...{ pool, store, ingest: new Ingest(pool, store), gateway, projects: "any", bodyLimitBytes: 256 * 1024 },
  head: () => Promise.resolve({ block: 1, ageSeconds: 0, paceSeconds: 1, allowedSeconds: undefined }),
  logger: pino({ level: "warn" }),
});
process.send!(await server.listen({ host: "127.0.0.1", port: 0 }));
// Any message asks for the CPU time so far, in milliseconds.
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send!((user + system) / 1000);
});
process.once("disconnect", () => process.exit());
