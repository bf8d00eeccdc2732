import "../../indexer/api/environment.ts";
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { postgraphile } from "postgraphile";
import { grafserv } from "postgraphile/grafserv/node";
import { getIntrospectionQuery } from "postgraphile/graphql";
import { type Hex, keccak256, toHex, zeroAddress } from "viem";
import { parseKeepingDigits } from "../../indexer/api/exact-variables.ts";
import { KEPT_QUERIES } from "../../indexer/api/plan-cache.ts";
import { apiPreset } from "../../indexer/api/preset.ts";
import { W3bError } from "../../node/protocol/errors.ts";
import { eventually } from "../support/eventually.ts";
import { oneIotx, people } from "./support/chain.ts";
import { claim, openProject, prove, registerProver, type Submitted, submit, terms } from "./support/tasks.ts";
import { listeningLogger, startIndexer, startWorld, type World } from "./support/world.ts";

interface Answer {
  data?: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- whatever was asked for
  errors?: { message: string }[];
}

const escrow = (projectId: bigint) => ({ args: [projectId, zeroAddress, oneIotx * 100n], value: oneIotx * 100n });

describe("GraphQL over the tables", () => {
  let world: World;
  let url: string;
  let tasks: Submitted[];

  const ask = async (query: string, variables?: object): Promise<Answer> => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
    return (await response.json()) as Answer;
  };
  const refusal = async (query: string, variables?: object) => {
    const { data, errors } = await ask(query, variables);
    assert.ok(errors?.[0], `answered ${JSON.stringify(data)}`);
    return errors[0].message;
  };

  before(async () => {
    world = await startWorld({ graphqlPort: 0 });
    url = (await world.indexer.ready) ?? "";
    await registerProver(world.chain);
    const projectId = await openProject(world.chain);
    const hashes = Array.from({ length: 60 }, (_, i): Hex => keccak256(toHex(`graphql ${i}`)));
    await world.chain.send({ from: people.owner, to: "taskManager", call: "deposit", ...escrow(projectId) });
    tasks = await submit(world.chain, projectId, ...hashes);
    const [first] = tasks;
    assert.ok(first);
    await claim(world.chain, first);
    await prove(world.chain, first);
    await world.indexed();
  });
  after(() => world?.stop());

  it("returns a task with its events, settlements, offer, project and prover, numbers of any size as strings", async () => {
    const { data, errors } = await ask(
      `query($id: String!) { taskById(id: $id) {
         state maxReward submittedAt claims project { owner } proverByAddress { stake }
         events { nodes { kind amount gasUsed block } } settlements { nodes { proverAmount gatewayAmount } }
         offerByAddress { redundancy version } } }`,
      { id: tasks[0]?.taskId },
    );
    assert.equal(errors, undefined);
    const { events, submittedAt, ...task } = data.taskById;
    assert.deepEqual(task, {
      state: "settled",
      maxReward: String(terms.maxReward),
      claims: 1,
      project: { owner: people.owner.address.toLowerCase() },
      proverByAddress: { stake: "50000000000000000000" },
      settlements: { nodes: [{ proverAmount: "2700000000000000000", gatewayAmount: "300000000000000000" }] },
      offerByAddress: { redundancy: 1, version: "v1.0.0" },
    });
    assert.equal(submittedAt, String(tasks[0]?.task.submittedAt));
    assert.deepEqual(
      events.nodes.map(({ kind, amount }: { kind: string; amount: string }) => [kind, amount]),
      [
        ["submitted", String(terms.maxReward)],
        ["claimed", String(terms.collateral)],
        ["settled", String(terms.maxReward)],
      ],
    );
    assert.match(events.nodes[0].gasUsed, /^\d+$/);
  });

  it("filters, orders, counts and pages", async () => {
    const page = `query($after: Cursor) { allTasks(condition: { state: "open" }, orderBy: SUBMITTED_BLOCK_DESC, first: 20, after: $after) {
      totalCount nodes { id } pageInfo { hasNextPage endCursor } } }`;
    const first = (await ask(page)).data.allTasks;
    assert.equal(first.totalCount, 59);
    assert.equal(first.nodes.length, 20);
    const second = (await ask(page.replace("first: 20", "first: 50"), { after: first.pageInfo.endCursor })).data
      .allTasks;
    assert.equal(second.nodes.length, 39);
    assert.equal(second.pageInfo.hasNextPage, false);
    const ids = new Set([...first.nodes, ...second.nodes].map(({ id }: { id: string }) => id));
    assert.equal(ids.size, 59);
  });

  it("gives 50 rows to whoever does not say how many", async () => {
    assert.equal((await ask("{ allTasks { nodes { id } } }")).data.allTasks.nodes.length, 50);
    const query = "query($n: Int) { allTasks(first: $n) { nodes { id } } }";
    assert.equal((await ask(query, { n: null })).data.allTasks.nodes.length, 50);
  });

  it("has no mutations", async () => {
    assert.match(await refusal("mutation { createTask { clientMutationId } }"), /only reads/);
    const { data } = await ask("{ __schema { mutationType { name } subscriptionType { name } } }");
    assert.deepEqual(data.__schema, { mutationType: null, subscriptionType: null });
  });

  it("refuses pages, nesting and queries that are too large", async () => {
    assert.match(await refusal("query($n: Int) { allTasks(first: $n) { nodes { id } } }", { n: 501 }), /from 0 to 500/);
    const nested = "{ allTasks(first: 500) { nodes { events(first: 100) { nodes { id } } } } }";
    assert.match(await refusal(nested), /more than 5000 rows/);
    const deep = `{ allTasks(first: 1) { nodes { ${"project { tasks(first: 1) { nodes { ".repeat(5)}id${"} } } ".repeat(5)} } } }`;
    assert.match(await refusal(deep), /deeper than 15/);
    assert.match(await refusal(`{ ${"a".repeat(30_000)} }`), /Too much data/);
  });

  /** Forty fragments of which each spreads the next one twice. */
  const doubled = (type: string) =>
    Array.from({ length: 40 }, (_, i) => {
      const inner = i < 39 ? `...f${i + 1} ...f${i + 1}` : "__typename";
      return `fragment f${i} on ${type} { ${inner} }`;
    }).join(" ");
  const many = (count: number, field: string) =>
    `{ ${Array.from({ length: count }, (_, i) => `a${i}: ${field}`).join(" ")} }`;
  const tooLarge: Record<string, { query: string; variables?: object; reason: RegExp }> = {
    "fragments that spread one another": { query: `{ ...f0 } ${doubled("Query")}`, reason: /more than 500 fields/ },
    "such fragments that nothing uses": {
      query: `{ __typename } fragment unused on Query { __schema { ...f0 } } ${doubled("__Schema")}`,
      reason: /more than 500 fields/,
    },
    "aliased fields": { query: many(501, "__typename"), reason: /more than 500 fields/ },
    "aliased lists": { query: many(26, "allTasks(first: 1) { nodes { id } }"), reason: /more than 50 lists and rows/ },
    "aliased rows": { query: many(51, 'taskById(id: "") { id }'), reason: /more than 50 lists and rows/ },
    words: { query: `{ __typename ${"@a".repeat(1_300)} }`, reason: /more than 2500 words/ },
    brackets: { query: `{ ${"a { ".repeat(2_000)}`, reason: /more than 2500 words/ },
    orders: {
      query: `{ allTasks(orderBy: [${"ID_ASC ".repeat(21)}]) { totalCount } }`,
      reason: /more than 20 values/,
    },
    "orders in variables": {
      query: "query($by: [TaskOrderBy!]) { allTasks(orderBy: $by) { totalCount } }",
      variables: { by: Array.from({ length: 21 }, () => "ID_ASC") },
      reason: /more than 20 values/,
    },
    "nested variables": {
      query: "query($is: TaskCondition) { allTasks(condition: $is) { totalCount } }",
      variables: { is: JSON.parse(`${"[".repeat(2_000)}${"]".repeat(2_000)}`) as object },
      reason: /deeper than 5/,
    },
  };
  for (const [what, { query, variables, reason }] of Object.entries(tooLarge)) {
    it(`refuses too many ${what} before it plans anything`, async () => {
      assert.match(await refusal(query, variables), reason);
    });
  }

  it("takes fragments, aliases and the introspection of tools as far as they are of a size", async () => {
    const asked = `{ ${many(20, "allTasks(first: 1) { ...page }").slice(1)} fragment page on TaskConnection { nodes { id } }`;
    assert.equal((await ask(asked)).errors, undefined);
    assert.equal((await ask(getIntrospectionQuery({ inputValueDeprecation: true }))).errors, undefined);
  });

  it("keeps the plans of a bounded number of queries", async () => {
    const graphile = postgraphile(apiPreset(world.database.pool, listeningLogger()));
    const handler = graphile.createServ(grafserv).createHandler();
    const server = createServer((request, response) => handler(request, response)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const other = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    const headers = { "content-type": "application/json" };
    for (let i = 0; i < KEPT_QUERIES + 5; i++) {
      const body = JSON.stringify({ query: `{ a${i}: allTasks(first: 1) { totalCount } }` });
      assert.equal((await fetch(other, { method: "POST", headers, body })).status, 200);
    }
    const kept = (await graphile.getSchema()).extensions.grafast as Record<symbol, { length?: number }>;
    const lengths = Object.getOwnPropertySymbols(kept).map((name) => kept[name]?.length);
    assert.ok(lengths.includes(KEPT_QUERIES), `caches of ${lengths.join(", ")} entries`);
    server.closeAllConnections();
    server.close();
    await graphile.release();
  });

  it("gives up a query that is planned for too long, and answers others", async () => {
    const hasty = postgraphile(apiPreset(world.database.pool, listeningLogger(), 1));
    const handler = hasty.createServ(grafserv).createHandler();
    const server = createServer((request, response) => handler(request, response)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const headers = { "content-type": "application/json" };
    const answer = async (query: string) => {
      const body = JSON.stringify({ query });
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, { method: "POST", headers, body });
      return (await response.json()) as Answer;
    };
    const { errors } = await answer(many(24, "allTasks(first: 1) { nodes { id } }"));
    assert.match(String(errors?.[0]?.message), /too long to plan/);
    // What is small is planned in time, unless the machine is busy just then.
    await eventually("an answer", async () => (await answer("{ __typename }")).data?.__typename === "Query");
    server.closeAllConnections();
    server.close();
    await hasty.release();
  });

  it("plans the largest queries that it takes, and says how it is meanwhile", async () => {
    const filtered = `allTasks(first: 1, condition: { state: "open", projectId: "1", prover: "x" }, orderBy: [${"ID_ASC, SUBMITTED_BLOCK_DESC, ".repeat(10)}]) { nodes { id } }`;
    const nested = "allTasks(first: 1) { nodes { project { tasks(first: 1) { nodes { project { owner } } } } } }";
    const largest = [
      many(25, filtered),
      many(8, nested),
      many(25, `allTasks(first: 1, condition: { state: "${"x".repeat(500)}" }) { nodes { id } }`),
    ];
    const health = () => fetch(new URL("/health", url));
    const [answers, ...healths] = await Promise.all([
      Promise.all(largest.map((query) => ask(query))),
      health(),
      health(),
    ]);
    for (const { errors } of answers) assert.match(errors?.[0]?.message ?? "", /^$|too long to plan/); // on a slow machine
    for (const { status } of healths) assert.equal(status, 200);
    assert.match(await refusal("subscription { allTasks { nodes { id } } }"), /only reads/);
    assert.match(await refusal(`{ allTasks(filter: { or: [] }) { nodes { id } } }`), /filter/);
  });

  it("takes numbers in variables as they are written, however many digits they have", async () => {
    // JSON.parse makes 9223372036854775808 of it, which the column cannot hold.
    const query = "query($at: BigInt!) { allTasks(condition: { submittedAt: $at }) { totalCount } }";
    const text = JSON.stringify({ query, variables: { at: 0 } }).replace('"at":0', '"at":9223372036854775807');
    const headers = { "content-type": "application/json" };
    const response = await fetch(url, { method: "POST", headers, body: text });
    assert.deepEqual(await response.json(), { data: { allTasks: { totalCount: 0 } } });
    for (const [written, kept] of [
      ["9007199254740991", 9007199254740991],
      ["9007199254740993", "9007199254740993"],
      ["-0.1", -0.1],
      ["1e3", 1000],
      ["9007199254740991.4", "9007199254740991.4"],
      ["1e400", "1e400"],
      ["1e-400", "1e-400"],
      ["0", 0],
    ] as const) {
      assert.deepEqual(parseKeepingDigits(`{"x":[${written}]}`), { x: [kept] }, written);
    }
  });

  it("refuses filters on columns without an index", async () => {
    assert.match(await refusal('{ allTasks(condition: { journal: "0x" }) { nodes { id } } }'), /journal/);
  });

  it("says what is wrong with a query", async () => {
    assert.match(await refusal("{ allTasks { nodes { colour } } }"), /colour/);
    assert.match(
      await refusal('{ allTasks(condition: { submittedAt: "x" }) { totalCount nodes { id } } }'),
      /bigint: "x"/,
    );
    assert.match(await refusal("{ allTasks(offset: -1) { nodes { id } } }"), /OFFSET must not be negative/);
    assert.match(await refusal('{ taskById(id: "\\u0000") { id } }'), /invalid byte sequence/);
    assert.match(await refusal('{ allTasks(after: "x") { nodes { id } } }'), /Invalid cursor/);
    assert.match(await refusal("{ allTasks( }"), /Syntax Error/);
  });

  it("serves a page to try queries, and how far the tables are", async () => {
    const page = await fetch(new URL("/", url), { headers: { accept: "text/html" } });
    assert.match(await page.text(), /GraphQL/);
    const head = Number(await world.chain.client.getBlockNumber({ cacheTime: 0 }));
    const health = await fetch(new URL("/health", url));
    const { ageSeconds, ...body } = (await health.json()) as Record<string, unknown>;
    assert.deepEqual([health.status, body], [200, { head, indexed: head, lag: 0, errors: [] }]);
    assert.ok(Number.isInteger(ageSeconds));
    assert.equal((await fetch(new URL("/nothing", url))).status, 404);
  });

  it("a port that is taken ends the indexer with a word about it", async () => {
    const other = createServer().listen(0); // metrics are served on all interfaces
    await once(other, "listening");
    await world.indexer.stop();
    const { port } = other.address() as AddressInfo;
    for (const ports of [{ graphqlPort: port }, { metricsPort: port }]) {
      const indexer = startIndexer(world.chain, world.database, ports);
      await assert.rejects(indexer.ended, (error) => error instanceof W3bError && error.code === "PORT_IN_USE");
    }
    other.close();
  });
});
