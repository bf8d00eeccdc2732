import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { eventually } from "../../support/eventually.ts";
import { writeBadProjects } from "./support/bad-projects.ts";
import { Network, type Submitted } from "./support/network.ts";

/** Projects whose file's host never answers, whose file is broken, whose gateway never answers. Slow circuits: see slots.test.ts. */
const [silent, broken, mute] = [60, 20, 20];
/** More tasks than a prover looks at in one turn, of a single project. */
const [many, few] = [210, 3];

describe("a prover with a hundred bad projects and one good one", () => {
  let network: Network;
  let hosts: Server;
  let good: bigint;
  let first: Submitted;
  let stop: () => Promise<unknown>;
  /** What hosts were asked for, and have not given. */
  const waiting = new Set<string>();

  before(async () => {
    network = await Network.start();
    hosts = createServer((request, response) => {
      const [, kind = "", id = ""] = request.url!.split("/");
      if (kind === "broken") response.end("[".repeat(1_000));
      else waiting.add(`${kind} ${id}`);
    }).listen(0, "127.0.0.1");
    await once(hosts, "listening");
    good = await network.project();
    first = await network.submit(good);
    await network.world.indexed();
  });
  after(async () => {
    hosts.closeAllConnections();
    await stop();
    hosts.close();
    await network.stop();
  });

  const settled = (tasks: Submitted[]) =>
    eventually("the settlement of the good project's tasks", async () => {
      const states = await Promise.all(tasks.map(({ taskId }) => network.stateOf(taskId)));
      return states.every((state) => state === "settled");
    });

  it("proves all tasks of the good one while the bad ones still hang", async () => {
    const sender = network.sender();
    const prover = network.prover();
    stop = () => Promise.all([prover.stop(), sender.stop()]);
    await settled([first]); // it is known

    const base = `http://127.0.0.1:${(hosts.address() as AddressInfo).port}`;
    const projects = Array.from({ length: silent + broken + mute }, (_, index) => {
      const id = 1_000 + index;
      const tasks = index === 0 ? many : few;
      if (index < silent) return { id, tasks, uri: `${base}/silent/${id}` };
      if (index < silent + broken) return { id, tasks, uri: `${base}/broken/${id}` };
      return { id, tasks, gatewayUri: `${base}/mute/${id}` };
    });
    await writeBadProjects(network, first.taskId, projects);
    const asked = silent + mute;
    await eventually(`${asked} silent hosts to be asked`, () => waiting.size === asked);

    const tasks: Submitted[] = [];
    while (tasks.length < 6) tasks.push(await network.submit(good));
    await settled(tasks);
    const others = await network.world.rows("SELECT id FROM chain.task WHERE project_id <> $1 AND state <> 'open'", [
      String(good),
    ]);
    assert.deepEqual(others, []);
  });
});
