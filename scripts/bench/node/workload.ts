import { readFileSync } from "node:fs";
import { parseEther } from "viem";
import { type SignedWindow, signWindow } from "../../../examples/room-climate/device.ts";
import { parseReadings, windowsOf } from "../../../examples/room-climate/readings.ts";
import type { DeviceMessage } from "../../../node/protocol/message.ts";
import { vmTypes } from "../../../node/protocol/vm-types.ts";
import { packCode } from "../../../node/proving/circom/code.ts";
import { programCodeOf } from "../../../node/proving/program-code.ts";
import type { ProgramCode } from "../../../node/proving/types.ts";
import { accounts } from "../../devnet/accounts.ts";
import type { Devnet } from "../../devnet/network.ts";
import { messageTo, openProject } from "../../devnet/open-project.ts";
import { devices } from "../../devnet/room-climate.ts";
import { callerOf } from "../../devnet/seed.ts";
import { type BenchCircuit, joined, ROOMS } from "../large-circuit.ts";

/** A circuit as a project of a network, with tasks without end. */
export interface Workload {
  name: string;
  constraints: number;
  projectId: bigint;
  /** For the bare pool. */
  code: ProgramCode;
  /** Signed messages nobody sent before; each becomes a task. */
  messages(count: number): Promise<DeviceMessage[]>;
}

/** Publishes and funds a project that proves with the circuit. */
export async function openWorkload(devnet: Devnet, circuit: BenchCircuit): Promise<Workload> {
  const { name, constraints } = circuit;
  const owner = callerOf(accounts.projectOwner, { rpcUrl: devnet.urls.rpc, deployment: devnet.deployment });
  const program = {
    vmTypeID: vmTypes.circom,
    code: packCode({ wasm: readFileSync(circuit.wasm), zkey: readFileSync(circuit.zkey) }),
    codeExpParam: "",
  };
  const projectId = await openProject(devnet, owner, { name, program, deposit: parseEther("100000") });
  const all = name === "room-climate" ? signedWindows() : groupsOf(ROOMS, signedWindows()).map(joined);
  let sent = 0;
  const data = () => JSON.stringify(all[sent % all.length]) + marking(sent++);
  const messages = (count: number) => Promise.all(Array.from({ length: count }, () => messageTo(projectId, data())));
  return { name, constraints, projectId, code: programCodeOf(program), messages };
}

/** The data set's full windows. */
function signedWindows(): SignedWindow[] {
  const file = new URL("../../../examples/room-climate/data/room-sensors.csv", import.meta.url);
  const windows = windowsOf(parseReadings(readFileSync(file, "utf8"))).filter(({ length }) => length === 16);
  return windows.slice(0, 40).map((window) => signWindow(devices[0]!.windowKey, window));
}

function groupsOf<T>(size: number, values: readonly T[]): T[][] {
  return Array.from({ length: Math.floor(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size));
}

/** White space after a message's JSON that no other message has: the same readings make another payload and task. */
function marking(index: number): string {
  return index.toString(2).padStart(20, "0").replaceAll("0", " ").replaceAll("1", "\t");
}
