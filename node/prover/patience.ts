import type { Task } from "../../indexer/model/task.ts";
import { codeOf } from "../protocol/errors.ts";
import { Backoff } from "../protocol/backoff.ts";
import { costlyFailures } from "../proving/costly.ts";
import type { Candidate, Excepted } from "./candidates.ts";

/** Failures that all tasks of a program share. */
const ofProgram = /^(PROGRAM_|PROJECT_FILE_|CODE_|VERSION_|KEY_NOT_|VERIFIER_NOT_)/;
/** Failures that all tasks of a project's gateway share. */
const ofGateway = /^(PAYLOAD_UNAVAILABLE|PAYLOAD_SOURCE_)/;

/**
 * Which tasks are left alone for a while after something went wrong with them, their program or their gateway. Blaming
 * as much as deserves it keeps one bad project, with however many tasks, from keeping the prover busy.
 */
export class Patience {
  readonly #tasks = new Backoff(1_000, 60_000);
  readonly #programs = new Backoff(1_000, 60_000);
  readonly #costlyPrograms = new Backoff(60_000, 3_600_000);
  readonly #gateways = new Backoff(1_000, 60_000);

  /** Notes a failure; returns how often the task, its program or its gateway has failed in a row. */
  failed({ task }: Pick<Candidate, "task">, error: unknown): number {
    const program = programOf(task);
    const code = codeOf(error);
    const times = this.#tasks.failed(task.id);
    if (costlyFailures.has(code)) return Math.max(times, this.#costlyPrograms.failed(program));
    if (ofProgram.test(code)) return Math.max(times, this.#programs.failed(program));
    if (ofGateway.test(code)) return Math.max(times, this.#gateways.failed(gatewayOf(task)));
    return times;
  }

  succeeded({ task }: Pick<Candidate, "task">): void {
    const program = programOf(task);
    this.#tasks.succeeded(task.id);
    this.#programs.succeeded(program);
    this.#costlyPrograms.succeeded(program);
    this.#gateways.succeeded(gatewayOf(task));
  }

  /** What is left alone now. */
  excepted(): Excepted {
    return {
      except: this.#tasks.held(),
      exceptPrograms: [...this.#programs.held(), ...this.#costlyPrograms.held()],
      exceptGateways: this.#gateways.held(),
    };
  }
}

/** Not the programId: a project that names another's program must not have that blamed for its own project file. */
function programOf({ projectId, version }: Task): string {
  return `${projectId}-${version}`;
}

/** Not its address alone: each project says itself where a gateway is reached. */
function gatewayOf({ projectId, gateway }: Task): string {
  return `${projectId}-${gateway}`;
}
