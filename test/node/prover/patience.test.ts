import assert from "node:assert/strict";
import type { Offer } from "../../../indexer/model/offer.ts";
import type { Task } from "../../../indexer/model/task.ts";
import { W3bError } from "../../../node/protocol/errors.ts";
import { Backoff } from "../../../node/protocol/backoff.ts";
import { Patience } from "../../../node/prover/patience.ts";

const task = { id: "0x01", gateway: "0xaa", projectId: "7", version: "v1" } as Task;
const candidate = { task, offer: {} as Offer, rank: 0 };
const failing = (code: string) => new W3bError(code, "it failed");

describe("a prover's patience", () => {
  const cases: [code: string, blamed: "task" | "program" | "gateway"][] = [
    ["JOURNAL_MISMATCH", "task"],
    ["PAYLOAD_NOT_FOUND", "task"],
    ["INPUTS_REJECTED", "task"],
    ["REWARD_TOO_LOW", "task"],
    ["PROVING_TIMEOUT", "program"],
    ["OUT_OF_MEMORY", "program"],
    ["RESULT_INVALID", "program"],
    ["PROVER_SERVICE_RESULT_INVALID", "program"],
    ["PROGRAM_ID_MISMATCH", "program"],
    ["PROJECT_FILE_UNREACHABLE", "program"],
    ["KEY_NOT_REGISTERED", "program"],
    ["PAYLOAD_UNAVAILABLE", "gateway"],
  ];
  for (const [code, blamed] of cases) {
    it(`after ${code} leaves alone the ${blamed === "task" ? "task" : `tasks of its ${blamed}`}`, () => {
      const patience = new Patience();
      assert.equal(patience.failed(candidate, failing(code)), 1);
      assert.deepEqual(patience.excepted(), {
        except: ["0x01"],
        exceptPrograms: blamed === "program" ? ["7-v1"] : [],
        exceptGateways: blamed === "gateway" ? ["7-0xaa"] : [],
      });
    });
  }

  it("counts what all tasks of a program share, and forgets it when one succeeds", () => {
    const patience = new Patience();
    patience.failed(candidate, failing("PROVING_TIMEOUT"));
    const sibling = { ...candidate, task: { ...candidate.task, id: "0x02" } };
    assert.equal(patience.failed(sibling, failing("PROVING_TIMEOUT")), 2);
    patience.succeeded(candidate);
    assert.deepEqual(patience.excepted().exceptPrograms, []);
  });
});

describe("a back-off", () => {
  it("doubles with each failure up to its longest, and ends", () => {
    let now = 0;
    const backoff = new Backoff(20, 50, () => now);
    for (const [index, pause] of [20, 40, 50].entries()) {
      assert.equal(backoff.failed("key"), index + 1);
      now += pause - 1;
      assert.deepEqual(backoff.held(), ["key"]);
      now += 1;
      assert.deepEqual(backoff.held(), []);
    }
  });
});
