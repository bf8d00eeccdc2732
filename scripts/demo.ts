/**
 * `npm run demo`: the whole network on this machine, on real readings, from signed device messages to what a dApp
 * reads. Options: --windows N, --keep (leave it running until Ctrl-C), --json (one JSON object as the last line).
 * With --vm all, or names of proof systems: a task of each of these instead.
 */
import { spawnSync } from "node:child_process";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { messageOf, W3bError } from "../node/protocol/errors.ts";
import { short, table, toJson } from "../node/protocol/text.ts";
import { expectedDapp, formatClimate, readDapp } from "./demo/climate.ts";
import { formatEarnings } from "./demo/earnings.ts";
import { sendMessages, waitUntilSettled } from "./demo/tasks.ts";
import { VmDemo } from "./demo/vms.ts";
import { formatTimeline, readTimeline } from "./demo/timeline.ts";
import { type Devnet, startDevnet } from "./devnet/network.ts";
import { root, tailsOf } from "./devnet/processes.ts";
import { windowMessages } from "./devnet/room-climate.ts";
import { helpIfAsked } from "./help.ts";

helpIfAsked(import.meta.url);
const { values: flags } = parseArgs({
  options: {
    windows: { type: "string", default: "8" },
    vm: { type: "string" },
    keep: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const start = performance.now();
const seconds = () => Number(((performance.now() - start) / 1000).toFixed(1));
const say = (text: string) => console.error(`[${seconds().toFixed(1).padStart(5)} s] ${text}`);

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => interruption.abort(new W3bError("INTERRUPTED", `Interrupted by ${signal}`)));
}
const interrupted = new Promise<void>((resolve) => interruption.signal.addEventListener("abort", () => resolve()));

let devnet: Devnet | undefined;
let vms: VmDemo | undefined;
try {
  await run();
} catch (failure) {
  process.exitCode = 1;
  // What broke because of the interruption is not what happened.
  const error: unknown = interruption.signal.aborted ? interruption.signal.reason : failure;
  console.error(`\nThe demo failed: ${messageOf(error)}`);
  if (error instanceof W3bError && error.action) console.error(error.action);
  if (error instanceof Error && error.cause !== undefined) console.error(`Cause: ${messageOf(error.cause)}`);
  // The logs go away with the network's temporary directory.
  if (devnet && !interruption.signal.aborted) console.error(await tailsOf(devnet.processes));
} finally {
  await devnet?.stop();
  await vms?.stop();
}
process.exit();

async function run(): Promise<void> {
  compile();
  const count = Number(flags.windows);
  if (!Number.isInteger(count) || count < 1) {
    throw new W3bError("INVALID_OPTION", "--windows must be a whole number from 1");
  }
  vms = flags.vm === undefined ? undefined : new VmDemo(flags.vm);
  devnet = await startDevnet({
    progress: say,
    signal: interruption.signal,
    ...(vms && { operators: (deployed) => vms!.operators(deployed) }),
  });
  const failed = devnet.failure.then((how) => Promise.reject(new W3bError("PROCESS_ENDED", how)));
  const stopped = interrupted.then(() => interruption.signal.throwIfAborted());
  stopped.catch(() => undefined); // whoever races against it hears of it
  await Promise.race([vms ? vms.show(devnet, say, flags.json) : show(devnet, count), failed, stopped]);
  if (!flags.keep) return;
  const urls = Object.entries(devnet.urls).map(([name, url]) => `  ${name.padEnd(9)} ${url}`);
  say(`left running; press Ctrl-C to stop\n${urls.join("\n")}`);
  await Promise.race([failed, interrupted]);
}

async function show(devnet: Devnet, count: number): Promise<void> {
  const windows = await windowMessages(devnet.projectId, count);
  say(`sending ${count} windows of 16 readings each as signed device messages`);
  const dataHashes = await sendMessages(devnet, windows);
  let last = "";
  const progress = (text: string) => {
    if (text !== last) say(`tasks: ${text}`);
    last = text;
  };
  const tasks = await waitUntilSettled(devnet, dataHashes, progress);
  const timeline = await readTimeline(devnet, tasks[0]?.id ?? "");
  const dapp = await readDapp(devnet);
  const { latest, credits } = expectedDapp(windows);
  if (!isDeepStrictEqual({ latest: dapp.latest, credits: dapp.credits }, { latest, credits })) {
    throw new W3bError(
      "WRONG_RESULT",
      `The dApp says ${toJson(dapp)}, but the readings give ${toJson({ latest, credits })}`,
    );
  }
  const took = seconds();
  const rows = tasks.map(({ id = "", dataHash, state, prover = "" }) => [
    short(id),
    short(dataHash),
    state,
    short(prover),
  ]);
  console.log(`\n${formatTimeline(timeline)}\n`);
  console.log(`${table(["task", "payload", "state", "prover"], rows)}\n`);
  console.log(`${formatClimate(dapp)}\n  which equals the same statistics computed directly from the CSV file\n`);
  console.log(`${await formatEarnings(devnet)}\n`);
  say(`${tasks.length} tasks submitted, proved and settled`);
  const settled = tasks.filter(({ state }) => state === "settled").length;
  if (flags.json) console.log(toJson({ tasks: tasks.length, settled, seconds: took, task: timeline, dapp }));
}

/** Compiles the contracts where that has not been done; quick when nothing changed. */
function compile(): void {
  say("compiling the contracts");
  const args = ["node_modules/hardhat/dist/src/cli.js", "build", "--quiet"];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new W3bError("COMPILATION_FAILED", `The contracts do not compile:\n${stdout}${stderr}`);
}
