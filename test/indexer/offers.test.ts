import assert from "node:assert/strict";
import { keccak256, zeroAddress } from "viem";
import { projectRegistryAbi } from "../../contracts/abi/projectRegistry.ts";
import { findOffer, findTask } from "../../indexer/model/queries/index.ts";
import { people } from "./support/chain.ts";
import { openProject, pass, type Submitted, submitOne, terms } from "./support/tasks.ts";
import { startWorld, type World } from "./support/world.ts";

describe("indexing offers", () => {
  let world: World;
  let projectId: bigint;
  let first: Submitted;
  const owner = (call: string, ...args: unknown[]) =>
    world.chain.send({ from: people.owner, to: "projectRegistry", call, args: [projectId, ...args] });
  const find = async ({ offer }: Submitted) => {
    await world.indexed();
    const row = await findOffer(world.database.pool, offer);
    assert.ok(row, "the offer has a row");
    return row;
  };

  before(async () => {
    world = await startWorld();
    projectId = await openProject(world.chain);
    first = await submitOne(world.chain, projectId);
  });
  after(() => world?.stop());

  it("an offer says of its tasks what the contract says", async () => {
    const { address, abi } = { address: world.chain.deployment.projectRegistry, abi: projectRegistryAbi };
    const args = [first.offer] as const;
    const content = await world.chain.client.readContract({ address, abi, functionName: "readOffer", args });
    assert.deepEqual(
      { ...(await find(first)) },
      {
        ...content,
        id: first.offer.toLowerCase(),
        projectId: String(projectId),
        version: "v1.0.0",
        verifier: content.verifier.toLowerCase(),
        programId: keccak256("0x02"),
        dapp: null,
      },
    );
  });

  it("tasks submitted under the same terms share it", async () => {
    assert.equal((await submitOne(world.chain, projectId)).offer, first.offer);
    assert.deepEqual(await world.rows("SELECT count(*)::int AS offers FROM chain.offer"), [{ offers: 1 }]);
  });

  it("new terms and a new dApp make another one; earlier tasks keep theirs", async () => {
    await owner("setRewardTerms", { ...terms, lifeSeconds: 7200, redundancy: 3 });
    await owner("bindDapp", people.hunter.address, 50_000);
    const second = await submitOne(world.chain, projectId);
    const { lifeSeconds, redundancy, dapp, callbackGas } = await find(second);
    assert.deepEqual(
      { lifeSeconds, redundancy, dapp, callbackGas },
      { lifeSeconds: 7200, redundancy: 3, dapp: people.hunter.address.toLowerCase(), callbackGas: 50_000 },
    );
    const [before, after] = [first, second].map(({ taskId }) => findTask(world.database.pool, taskId));
    assert.equal((await before)?.deadline, first.task.submittedAt + terms.lifeSeconds);
    assert.equal((await after)?.deadline, second.task.submittedAt + 7200);
  });

  it("a return to earlier terms is a return to the earlier offer", async () => {
    await owner("setRewardTerms", terms);
    await owner("bindDapp", zeroAddress, 0);
    await pass(world.chain, 1);
    assert.equal((await submitOne(world.chain, projectId)).offer, first.offer);
    assert.equal((await find(first)).redundancy, 1);
  });
});
