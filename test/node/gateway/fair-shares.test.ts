import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { RunningGateway } from "../../../node/gateway/gateway.ts";
import { windowMessages } from "../../../scripts/devnet/room-climate.ts";
import { until } from "../../../scripts/devnet/until.ts";
import { post } from "./support/gateway.ts";
import { startNetwork, type TestNetwork } from "./support/network.ts";

/** Projects whose file's host never answers, and whose file is broken. */
const [silent, broken] = [70, 30];
const packsEach = 24;

describe("a gateway with a hundred bad projects and one good one", () => {
  let network: TestNetwork;
  let gateway: RunningGateway;
  let hosts: Server;
  /** Projects whose file was asked for and not given. */
  const waiting = new Set<string>();

  before(async () => {
    network = await startNetwork();
    hosts = createServer((request, response) => {
      if (request.url?.startsWith("/silent")) waiting.add(request.url);
      else response.end("[".repeat(1_000));
    }).listen(0, "127.0.0.1");
    await once(hosts, "listening");
    const base = `http://127.0.0.1:${(hosts.address() as AddressInfo).port}`;
    const good = await network.pool.query<{ hash: string; program_id: string; version: string }>(
      `SELECT hash, program_id, version FROM chain.project JOIN chain.program ON project_id = project.id`,
    );
    const { hash, program_id: programId, version } = good.rows[0]!;
    for (let id = 1_000; id < 1_000 + silent + broken; id++) {
      await network.chain.project(id, { uri: `${base}/${id < 1_000 + silent ? "silent" : "broken"}/${id}`, hash });
      await network.chain.program(id, version, { programId });
    }
    // All of them were there first.
    await network.pool.query(
      `INSERT INTO node.pack (id, project_id, version, created_at)
       SELECT 'bad ' || project || ' ' || number, project::text, $1, now() - interval '1 hour'
       FROM generate_series(1000, $2::int) AS project, generate_series(1, $3::int) AS number`,
      [version, 999 + silent + broken, packsEach],
    );
  });
  after(async () => {
    hosts.closeAllConnections();
    hosts.close();
    await network.stop();
  });

  it("submits the good one's tasks while all the others are still blocked", async () => {
    gateway = await network.gateway();
    await until(() => Promise.resolve(waiting.size === silent), {
      what: "every silent host to be asked",
      timeoutMs: 1_200_000,
      intervalMs: 20,
    });
    const [window] = await windowMessages(network.projectId, 1);
    const answer = await post(gateway.url, window!.message);
    assert.equal(answer.status, 200);
    await until(
      async () => {
        const sql = "SELECT state FROM node.pack WHERE id = $1 AND state <> 'packed'";
        const { rows } = await network.pool.query(sql, [answer.body["taskID"]]);
        return rows.length > 0;
      },
      { what: "the good project's submission", timeoutMs: 1_200_000, intervalMs: 20 },
    );
    const { rows } = await network.pool.query("SELECT DISTINCT project_id FROM node.pack WHERE state = 'submitting'");
    assert.deepEqual(rows, [{ project_id: String(network.projectId) }]);
  });
});
