import assert from "node:assert/strict";
import { ProveTurns } from "../../../node/prover/prove-turns.ts";

describe("turns of claimed tasks to be proved", () => {
  const jobs = (projectId: string, count: number) =>
    Array.from({ length: count }, (_, at) => ({ projectId, name: `${projectId}${at}` }));

  /** Begins all that may begin, and returns their names. */
  function begun(turns: ProveTurns, waiting: { projectId: string; name: string }[]): string[] {
    const names: string[] = [];
    for (let next = turns.next(waiting); next; next = turns.next(waiting)) {
      waiting.splice(waiting.indexOf(next), 1);
      turns.begin(next.projectId);
      names.push(next.name);
    }
    return names;
  }

  it("go to the project that has fewest being proved, in the order of its tasks", () => {
    const turns = new ProveTurns({ ofProject: 3, ofAll: 10 });
    assert.deepEqual(begun(turns, [...jobs("a", 5), ...jobs("b", 2)]), ["a0", "b0", "a1", "b1", "a2"]);
  });

  it("are left to others by a project whose proofs hang, however many tasks it has before theirs", () => {
    const turns = new ProveTurns({ ofProject: 3, ofAll: 10 });
    const hanging = jobs("hangs", 200);
    assert.equal(begun(turns, hanging).length, 3);
    assert.deepEqual(begun(turns, [...hanging, ...jobs("good", 2)]), ["good0", "good1"]);
  });

  it("are no more than are held in memory, and come back when a proof ends", () => {
    const turns = new ProveTurns({ ofProject: 1, ofAll: 2 });
    const end = turns.begin("a");
    turns.begin("b");
    assert.equal(turns.next(jobs("c", 1)), undefined);
    end();
    end();
    assert.equal(turns.next(jobs("c", 1))?.name, "c0");
    turns.begin("c");
    assert.equal(turns.next(jobs("d", 1)), undefined, "an end counts once");
  });
});
