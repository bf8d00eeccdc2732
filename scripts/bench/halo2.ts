/**
 * `npm run bench:halo2 [-- k,gates,lookups ...]`: the room-climate-halo2 example in several configurations: cells, bytes
 * of a proof, time of key generation, of dry run and of proof on one core, gas of a transaction that verifies. Prints a
 * table in Markdown. Times are processor time, so that other load on the machine does not count.
 */
import * as example from "../../examples/room-climate-halo2/circuit/room-climate-halo2.ts";
import { windows } from "../../examples/room-climate-halo2/project.ts";
import type { Circuit } from "../../node/proving/systems/halo2-lib/circuit.ts";
import type { Config } from "../../node/proving/systems/halo2-lib/code.ts";
import { halo2Lib } from "../../node/proving/systems/halo2-lib/index.ts";
import { packCircuit } from "../../node/proving/systems/halo2-lib/pack.ts";
import { deployVerifier } from "../../test/contracts/Halo2Verifier/support.ts";
import { mined } from "../../test/contracts/support/expect.ts";
import { gasOf } from "../../test/contracts/support/verifiers.ts";
import { developmentSrs } from "../halo2-lib/development-srs.ts";

const chosen = process.argv.slice(2);
const configurations = chosen.length > 0 ? chosen : ["12,1,1", "13,1,1", "14,1,1", "11,3,1", "10,5,1"];
/** Proofs measured after the first, which compiles the library's code. */
const RUNS = 3;

const messages = (await windows()).slice(0, RUNS + 1).map((window) => JSON.stringify(window));
const verifier = await deployVerifier();
console.log("| k, gate columns, lookup columns | cells | proof, bytes | keys, s | dry run, s | proof, s | gas |");
console.log("| --- | --- | --- | --- | --- | --- | --- |");
for (const text of configurations) {
  const [k = 0, numAdvice = 0, numLookupAdvice = 0] = text.split(",").map(Number);
  await measure({ k, numAdvice, numLookupAdvice, numLookupBits: k - 1 });
}
process.exit(); // Hardhat's network keeps the process alive

async function measure(config: Config): Promise<void> {
  const srs = developmentSrs(config.k);
  const [packed, keySeconds] = await timed(() => packCircuit({ ...example, config, example: messages[0]! }, srs));
  const { key } = await halo2Lib.describe(packed.code);
  const { result: programId } = await verifier.simulate.registerCircuit([key as Circuit]);
  await mined(verifier.write.registerCircuit([key as Circuit]));

  const program = await halo2Lib.load(packed.code);
  const binding = `0x00${"12".repeat(31)}` as const;
  await program.prove({ messages: [messages[0]!], binding });
  let [drySeconds, proveSeconds, gas, bytes] = [0, 0, 0n, 0];
  for (const message of messages.slice(1)) {
    drySeconds += (await timed(() => program.dryRun({ messages: [message], binding })))[1] / RUNS;
    const [proof, seconds] = await timed(() => program.prove({ messages: [message], binding }));
    proveSeconds += seconds / RUNS;
    gas = await gasOf(verifier, { programId, ...proof });
    bytes = proof.proof.length / 2 - 1;
  }
  const { k, numAdvice, numLookupAdvice } = config;
  const columns = [`${k}, ${numAdvice}, ${numLookupAdvice}`, packed.cells.advice, bytes];
  const times = [keySeconds, drySeconds, proveSeconds].map((seconds) => seconds.toFixed(2));
  console.log(`| ${[...columns, ...times, gas.toLocaleString("en")].join(" | ")} |`);
}

/** The result and the seconds of processor time that it took. */
async function timed<T>(run: () => T | Promise<T>): Promise<[T, number]> {
  const start = process.cpuUsage();
  const value = await run();
  const { user, system } = process.cpuUsage(start);
  return [value, (user + system) / 1e6];
}
