import assert from "node:assert/strict";
import { request } from "node:http";
import type { Hex } from "viem";
import type { TaskEventKind } from "../../../indexer/model/task-event.ts";
import { get, projectID, send, testGateway, type TestGateway } from "./support/gateway.ts";

const prover = `0x${"0a".repeat(20)}` as const;
const dapp = `0x${"0d".repeat(20)}` as const;
const gatewayAddress = `0x${"0b".repeat(20)}` as const;
const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
const transaction = (block: number) => `0x${`e${block}`.repeat(32)}`;
const did = `did:io:${"0a".repeat(20)}`;

describe("what became of a message", () => {
  let gateway: TestGateway;
  let next = 0;
  before(async () => {
    gateway = await testGateway();
  });
  after(() => gateway.stop());

  /** A message whose task is on chain with these events, the first at Unix time 1000 and then every 10 s. */
  async function taskWith(events: [TaskEventKind, string][], state: "open" | "settled" = "settled") {
    next += 1;
    const { body } = await send(gateway.url, { data: `message ${next}` });
    const chainTaskID: Hex = `0x${next.toString(16).padStart(64, "0")}`;
    const dataHash = String(body["taskID"]);
    await gateway.database.pool.query("UPDATE node.pack SET state = 'submitted', chain_task_id = $2 WHERE id = $1", [
      dataHash,
      chainTaskID,
    ]);
    const journal = state === "settled" ? "0x1234" : null;
    await gateway.chain.task({ id: chainTaskID, projectId: String(projectID), dataHash, state, journal });
    await gateway.chain.events(chainTaskID, 1000, [["submitted", gatewayAddress], ...events]);
    return { messageID: String(body["messageID"]), taskID: dataHash, chainTaskID };
  }

  it("is that it is packed, before anything has been submitted", async () => {
    const before = new Date();
    const { body } = await send(gateway.url, { data: "fresh" });
    const task = await get(`${gateway.url}/task/${String(body["taskID"])}`);
    const [packed, ...rest] = task.body["states"] as Record<string, unknown>[];
    assert.deepEqual(task.body, { ...task.body, projectID, taskID: body["taskID"], chainTaskID: "" });
    assert.equal(packed?.["state"], "packed");
    const time = new Date(String(packed?.["time"]));
    assert.ok(before <= time && time <= new Date(), String(packed?.["time"]));
    assert.deepEqual(rest, []);
    const message = await get(`${gateway.url}/message/${String(body["messageID"])}`);
    assert.deepEqual(statesOf(message.body), ["received", "packed"]);
  });

  it("is packed, assigned, settled, in the Go node's form, by payload hash and by chain id", async () => {
    const { taskID, chainTaskID } = await taskWith([
      ["claimed", prover],
      ["settled", prover],
      ["delivered", dapp],
    ]);
    const byHash = await get(`${gateway.url}/task/${taskID}?projectID=${projectID}`);
    const [packed, ...states] = byHash.body["states"] as Record<string, unknown>[];
    assert.deepEqual([packed?.["state"], packed?.["transaction_hash"]], ["packed", transaction(1)]);
    assert.deepEqual(states, [
      { state: "assigned", time: iso(1010), transaction_hash: transaction(2), prover_id: did },
      {
        state: "settled",
        time: iso(1020),
        transaction_hash: transaction(3),
        prover_id: did,
        comment: "The verified result was delivered to the project's dApp.",
      },
    ]);
    assert.equal(byHash.body["chainTaskID"], chainTaskID);
    const byId = await get(`${gateway.url}/task/${chainTaskID}`);
    assert.deepEqual(byId.body["states"], byHash.body["states"]);
    assert.equal(byId.body["taskID"], chainTaskID);
  });

  it("is answered to GET /task with a JSON body, as the Go node's clients ask", async () => {
    const { taskID, chainTaskID } = await taskWith([["claimed", prover]], "open");
    const { status, body } = await getWithBody(`${gateway.url}/task`, { projectID, taskID });
    assert.equal(status, 200);
    assert.equal(body["chainTaskID"], chainTaskID);
    assert.deepEqual(statesOf(body), ["packed", "assigned"]);
    assert.equal((await getWithBody(`${gateway.url}/task`, { projectID: 1, taskID })).status, 404);
    assert.equal((await getWithBody(`${gateway.url}/task`, "not an object")).status, 400);
    assert.equal((await get(`${gateway.url}/task?taskID=${taskID}`)).status, 200);
  });

  it("shows that a result waits for others to show the same", async () => {
    const { taskID } = await taskWith(
      [
        ["claimed", prover],
        ["proposed", prover],
      ],
      "open",
    );
    const { body } = await get(`${gateway.url}/task/${taskID}`);
    const states = body["states"] as Record<string, unknown>[];
    assert.deepEqual(statesOf(body), ["packed", "assigned"]);
    assert.match(String(states[1]?.["comment"]), /waits for other provers/);
  });

  it("shows a claim that expired and the one that followed", async () => {
    const { taskID } = await taskWith(
      [
        ["claimed", prover],
        ["expired", dapp],
        ["claimed", gatewayAddress],
      ],
      "open",
    );
    const { body } = await get(`${gateway.url}/task/${taskID}`);
    const states = body["states"] as Record<string, unknown>[];
    assert.deepEqual(statesOf(body), ["packed", "assigned", "assigned"]);
    assert.match(String(states[1]?.["comment"]), /missed its deadline/);
    assert.equal(states[2]?.["comment"], undefined);
  });

  it("is failed with the reason, when its dry run failed or nobody proved it", async () => {
    const { body } = await send(gateway.url, { data: "nonsense" });
    await gateway.database.pool.query("UPDATE node.pack SET state = 'failed', error = $2 WHERE id = $1", [
      body["taskID"],
      "INPUTS_REJECTED: the temperature is out of range",
    ]);
    const failed = await get(`${gateway.url}/task/${String(body["taskID"])}`);
    assert.deepEqual(statesOf(failed.body), ["packed", "failed"]);
    assert.match(JSON.stringify(failed.body), /temperature is out of range/);
    const message = await get(`${gateway.url}/message/${String(body["messageID"])}`);
    assert.deepEqual(statesOf(message.body), ["received", "packed", "failed"]);

    const { taskID } = await taskWith([["refunded", gatewayAddress]]);
    const refunded = await get(`${gateway.url}/task/${taskID}`);
    assert.deepEqual(statesOf(refunded.body), ["packed", "failed"]);
    assert.match(JSON.stringify(refunded.body), /Nobody proved the task/);
    const { messageID } = await taskWith([
      ["claimed", prover],
      ["expired", dapp],
      ["refunded", gatewayAddress],
    ]);
    const told = JSON.stringify((await get(`${gateway.url}/message/${messageID}`)).body);
    assert.match(told, /missed its deadline.*Nobody proved the task until its deadline; it was refunded\./);
  });

  it("says why a task is not submitted yet", async () => {
    const { body } = await send(gateway.url, { data: "waiting" });
    await gateway.database.pool.query("UPDATE node.pack SET error = 'InsufficientEscrow: empty' WHERE id = $1", [
      body["taskID"],
    ]);
    const { body: task } = await get(`${gateway.url}/task/${String(body["taskID"])}`);
    assert.match(JSON.stringify(task["states"]), /not submitted yet: InsufficientEscrow/);
    const message = await get(`${gateway.url}/message/${String(body["messageID"])}`);
    assert.match(JSON.stringify(message.body["states"]), /not submitted yet: InsufficientEscrow/);
  });

  it("is in the older form: received, packed, dispatched, proved, outputted", async () => {
    const { messageID, taskID } = await taskWith([
      ["claimed", prover],
      ["settled", prover],
      ["delivered", dapp],
    ]);
    const { body } = await get(`${gateway.url}/message/${messageID}`);
    assert.deepEqual([body["messageID"], body["taskID"]], [messageID, taskID]);
    assert.deepEqual(statesOf(body), ["received", "packed", "dispatched", "proved", "outputted"]);
    assert.deepEqual((body["states"] as unknown[]).at(-1), {
      state: "outputted",
      time: iso(1030),
      comment: `transaction ${transaction(4)}`,
      result: "0x1234",
    });
  });

  it("has its states in order of time, although blocks seem older than what the gateway did before them", async () => {
    const { messageID, taskID } = await taskWith([
      ["claimed", prover],
      ["settled", prover],
    ]);
    for (const path of [`message/${messageID}`, `task/${taskID}`]) {
      const { body } = await get(`${gateway.url}/${path}`);
      const times = (body["states"] as { time: string }[]).map(({ time }) => time);
      assert.deepEqual(times, times.toSorted(), path);
      assert.ok(times[0]! <= iso(1010), path); // the next block's
    }
  });

  it("is found by ids without 0x", async () => {
    const { taskID, chainTaskID } = await taskWith([["claimed", prover]], "open");
    for (const id of [taskID, chainTaskID]) {
      const { status, body } = await get(`${gateway.url}/task/${id.slice(2)}`);
      assert.deepEqual([status, body["taskID"], body["chainTaskID"]], [200, id, chainTaskID]);
    }
    assert.equal((await getWithBody(`${gateway.url}/task`, { projectID, taskID: taskID.slice(2) })).status, 200);
    assert.equal((await get(`${gateway.url}/task/${taskID.slice(4)}`)).status, 400);
  });

  it("is outputted at settlement where the project has no dApp", async () => {
    const { messageID } = await taskWith([
      ["claimed", prover],
      ["settled", prover],
    ]);
    const { body } = await get(`${gateway.url}/message/${messageID}`);
    assert.deepEqual(statesOf(body).slice(-2), ["proved", "outputted"]);
  });

  it("is also known of tasks that another gateway submitted", async () => {
    const id: Hex = `0x${"f1".repeat(32)}`;
    await gateway.chain.task({ id, projectId: "77", dataHash: `0x${"f2".repeat(32)}` });
    await gateway.chain.events(id, 5000, [["submitted", gatewayAddress]]);
    const { body } = await get(`${gateway.url}/task/${id}`);
    assert.deepEqual(body["states"], [{ state: "packed", time: iso(5000), transaction_hash: transaction(1) }]);
  });

  it("is not taken from a stranger's task that names the same payload", async () => {
    const { body } = await send(gateway.url, { data: "copied" });
    const dataHash = String(body["taskID"]);
    await gateway.chain.task({ id: `0x${"f3".repeat(32)}`, projectId: "78", dataHash, state: "settled" });
    const { body: task } = await get(`${gateway.url}/task/${dataHash}`);
    assert.deepEqual([task["projectID"], task["chainTaskID"]], [projectID, ""]);
  });
});

function statesOf(body: Record<string, unknown>): unknown[] {
  return (body["states"] as { state: string }[]).map(({ state }) => state);
}

/** fetch refuses a GET with a body; HTTP does not. */
function getWithBody(url: string, json: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(json);
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
    request(url, { method: "GET", headers }, (response) => {
      let answer = "";
      response.on("data", (chunk: Buffer) => (answer += chunk.toString()));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(answer) as Record<string, unknown> }),
      );
    })
      .on("error", reject)
      .end(text);
  });
}
