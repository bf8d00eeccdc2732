import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEther } from "viem";
import { W3bError } from "../../node/protocol/errors.ts";
import { short, table, toJson } from "../../node/protocol/text.ts";
import { accounts } from "../devnet/accounts.ts";
import type { Deployed, Devnet, OperatorSettings } from "../devnet/network.ts";
import { messageTo, openProject } from "../devnet/open-project.ts";
import { callerOf } from "../devnet/seed.ts";
import { sendMessages, waitUntilSettled } from "./tasks.ts";
import { demoVms } from "./vms/index.ts";
import { measure, type Measured } from "./vms/measure.ts";
import type { DemoVm, PreparedVm, SettingsFile } from "./vms/types.ts";

/** One proof system's line of the report. */
interface Shown extends Measured {
  vm: DemoVm;
  taskId: string;
  state: string;
}

/**
 * The demonstration of proof systems, `--vm all` or their names: a project of each with one task, from a device's signed
 * message to its settlement, on one development network.
 */
export class VmDemo {
  readonly #vms: readonly DemoVm[];
  readonly #prepared = new Map<DemoVm, PreparedVm>();

  /** Throws W3bError INVALID_OPTION for a name that is none. */
  constructor(names: string) {
    this.#vms = names === "all" ? demoVms : names.split(",").map(vmNamed);
  }

  /** What the development network's operators are told: services are started, and projects' own contracts deployed. */
  async operators(deployed: Deployed): Promise<OperatorSettings> {
    const owner = callerOf(accounts.projectOwner, deployed);
    for (const vm of this.#vms) this.#prepared.set(vm, await vm.prepare({ ...deployed, owner }));
    const prepared = [...this.#prepared.values()];
    const trusted = prepared.flatMap((vm) => vm.trusted ?? []);
    const file = join(deployed.directory, "proving.json");
    await mkdir(deployed.directory, { recursive: true });
    await writeFile(file, JSON.stringify(mergedSettings(prepared)), { mode: 0o600 });
    return {
      env: { W3B_PROVING: file, ...(trusted.length > 0 && { W3B_TRUST_VERIFIERS: trusted.join(",") }) },
      vmTypes: [...new Set(prepared.map(({ program }) => program.vmTypeID))],
    };
  }

  /** Shows all of them; `json` prints the report as the last line. */
  async show(devnet: Devnet, say: (text: string) => void, json: boolean): Promise<void> {
    const owner = callerOf(accounts.projectOwner, { rpcUrl: devnet.urls.rpc, deployment: devnet.deployment });
    const shown: Shown[] = [];
    for (const [vm, prepared] of this.#prepared) {
      say(`${vm.name}: publishing a project and sending a device's message`);
      const { program, own, message } = prepared;
      const projectId = await openProject(devnet, owner, { name: vm.name, program, own, deposit: parseEther("10") });
      const dataHashes = await sendMessages(devnet, [{ message: await messageTo(projectId, message) }]);
      const [task] = await waitUntilSettled(devnet, dataHashes);
      const { id: taskId = "", state = "lost" } = task ?? {};
      shown.push({ vm, taskId, state, ...(await measure(devnet, owner, taskId)) });
      say(`${vm.name}: its task is settled`);
    }
    console.log(`\n${formatted(shown)}\n`);
    if (json) console.log(toJson({ vms: Object.fromEntries(shown.map((line) => [line.vm.name, reportOf(line)])) }));
  }

  /** Stops the services. */
  async stop(): Promise<void> {
    for (const { stop } of this.#prepared.values()) await stop?.();
  }
}

function vmNamed(name: string): DemoVm {
  const found = demoVms.find((vm) => vm.name === name);
  if (found) return found;
  const known = demoVms.map((vm) => vm.name).join(", ");
  throw new W3bError("INVALID_OPTION", `--vm takes "all" or names, comma separated: ${known}`, { kind: "input" });
}

function mergedSettings(prepared: PreparedVm[]): SettingsFile {
  const settings: SettingsFile = {};
  for (const vm of prepared) {
    const { grpc, ...others } = vm.settings ?? {};
    Object.assign(settings, others);
    if (Array.isArray(grpc))
      settings.grpc = [...((settings.grpc as unknown[] | undefined) ?? []), ...(grpc as unknown[])];
  }
  return settings;
}

function reportOf({ vm: { remote }, state, verifyGas, proveMs, proofBytes }: Shown) {
  return { settled: state === "settled" ? 1 : 0, verifyGas, proveMs, proofBytes, remote };
}

function formatted(shown: Shown[]): string {
  const rows = shown.map(({ vm, taskId, state, proveMs, proofBytes, verifyGas }) => [
    vm.name,
    short(taskId),
    state,
    `${proveMs} ms`,
    `${proofBytes} bytes`,
    verifyGas.toLocaleString("en"),
    vm.remote ? "a service" : "this machine",
    vm.note ?? "",
  ]);
  return table(["proof system", "task", "state", "proved in", "proof", "verification gas", "proved by", ""], rows);
}
