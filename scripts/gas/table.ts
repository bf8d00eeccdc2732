import { concat, type Hex, numberToHex, parseEther } from "viem";
import type { Proof } from "../../node/proving/types.ts";
import { mined } from "../../test/contracts/support/expect.ts";
import { dappMode, deployMockDapp } from "../../test/contracts/support/mocks.ts";
import { word } from "../../test/contracts/support/tasks.ts";
import {
  actors,
  deployment,
  groth16Verifier,
  native,
  program,
  projectId,
  projectRegistry,
  proverRegistry,
  publicClient,
  publishedProgram,
  reset,
  taskManager,
  testClient,
  terms,
  walletClient,
} from "../../test/contracts/support/world.ts";
import { deployRoomClimate } from "../deploy.ts";
import {
  attemptClaim,
  claim,
  expire,
  open,
  prepare,
  price,
  proofsOf,
  prove,
  refund,
  retry,
  submit,
} from "./measure.ts";
import type { Price } from "./price.ts";
import { roomClimate } from "./workload.ts";

/** Batch sizes; 1 is alone. */
export const sizes = [1, 8, 32, 128] as const;
export type Size = (typeof sizes)[number];
export type Row = Partial<Record<Size, Price>>;

const { owner, gateway, prover, stranger, hunter } = actors;

/** What tasks cost, step by step, a task. */
export async function measureTasks(): Promise<Record<string, Row>> {
  const rows: Record<string, Row> = {};
  const put = (name: string, size: Size, value: Price) => ((rows[name] ??= {})[size] = value);
  for (const size of sizes) {
    await reset();
    await prepare();
    put("submit", size, await submit(size));
    const tasks = await open(size);
    put("claim", size, await claim(tasks));
    put("prove and settle", size, await prove(tasks));
    const late = await open(size);
    put("claim, skipping the taken (attempt)", size, await attemptClaim(late));
    put("expire (attempt)", size, await expire(late));
    put("refund (attempt)", size, await refund(late));

    const dapp = await deployMockDapp();
    await prepare(undefined, dapp.address, 100_000);
    await dapp.write.setMode([dappMode.revert]);
    const undelivered = await open(size);
    await claim(undelivered);
    const proofs: Proof[] = await proofsOf(undelivered);
    await prove(undelivered, proofs);
    await dapp.write.setMode([dappMode.accept]);
    put("retry the delivery (attempt)", size, await retry(undelivered, proofs));
  }
  return rows;
}

/** The room-climate example, nine public signals: without its dApp, and what the dApp takes on top. */
export async function measureRoomClimate(): Promise<Record<string, Row>> {
  const rows: Record<string, Row> = { "prove and settle": {}, "the same with the dApp": {} };
  await reset();
  const workload = await roomClimate();
  const dapp = await deployRoomClimate({ publicClient, walletClient, deployment, projectId });
  for (const [name, address, callbackGas] of [
    ["prove and settle", undefined, 0],
    ["the same with the dApp", dapp, 300_000],
  ] as const) {
    await prepare(workload, address, callbackGas);
    for (const size of [1, 8] as const) {
      const tasks = await open(size, workload);
      await claim(tasks);
      rows[name]![size] = await prove(tasks);
    }
  }
  return rows;
}

/** What is done once, or once in a while. */
export async function measureOthers(): Promise<Record<string, Price>> {
  await reset();
  const id = 2n;
  const account = owner;
  const { write: project } = projectRegistry;
  const { write: staking } = proverRegistry;
  const rows: Record<string, Price> = {};
  const measure = async (name: string, sent: Promise<Hex>, random?: Hex) => (rows[name] = await price(sent, random));

  await measure("register a project", project.register({ account }));
  await measure("set its config", project.setConfig([id, "ipfs://ipfs.io/Qm", word(1n)], { account }));
  await measure(
    "publish a program",
    project.publishProgram([id, word(1n), publishedProgram], { account }),
    publishedProgram.programId,
  );
  await measure("set reward terms", project.setRewardTerms([id, terms], { account }));
  await measure("authorise a gateway", project.setGateway([id, gateway, true, "https://gateway.example"], { account }));
  await measure("bind a dApp", project.bindDapp([id, stranger, 100_000], { account }));
  await measure("resume a project", project.resume([id], { account }));
  const amount = parseEther("100");
  const deposit = taskManager.write.deposit([id, native, amount], { account, value: amount });
  await measure("deposit IOTX", deposit);
  const inputs = [{ inputHash: word(1n), dataHash: word(2n) }];
  const first = taskManager.write.submit([id, word(1n), inputs], { account: gateway });
  await measure("first submission under new terms (makes the offer)", first);
  await measure("withdraw", taskManager.write.withdraw([id, native, 1n, owner], { account }));

  await measure("register a prover", staking.register([hunter, stranger, [5n]], { account: hunter }));
  await measure("stake", staking.stake({ account: hunter, value: amount }));
  await measure("ask stake back", staking.requestUnstake([1n], { account: hunter }));
  await measure("cancel that", staking.cancelUnstake({ account: hunter }));
  await mined(staking.requestUnstake([1n], { account: hunter }));
  await testClient.increaseTime({ seconds: 8 * 86_400 });
  await measure("withdraw stake", staking.withdraw([hunter], { account: hunter }));

  await prepare();
  await measure("collect", taskManager.write.collect([native, prover]));
  const key = { ...program.key, ic: [...program.key.ic, program.key.ic[0]!] };
  const words = concat(coordinatesOf(key).map((value) => numberToHex(value, { size: 32 })));
  await measure("register a verification key", groth16Verifier.write.registerKey([key]), words);
  return rows;
}

/** The numbers of a key, which is another in every run. */
function coordinatesOf(part: object): bigint[] {
  return Object.values(part).flatMap((value: object | bigint) =>
    typeof value === "bigint" ? [value] : coordinatesOf(value),
  );
}
