import { status } from "@grpc/grpc-js";
import { type Hex, hexToBigInt, slice } from "viem";
import { W3bError } from "../../../protocol/errors.ts";
import type { ProgramInput } from "../../types.ts";
import { healthService } from "../../vm-protocol/services.ts";
import { type Budget, Connection } from "./connection.ts";
import { type Dialect, dialectsOf, type ProjectName, type ServedProgram } from "./dialects.ts";
import { type CallPurpose, isKnownAlready, isUnimplemented, isUnknownProject } from "./failures.ts";
import { ProjectSlots } from "./project-slots.ts";
import type { ServiceSettings } from "./settings.ts";

/** A prover service: knows which programs the peer was told of, and tells it again when it has forgotten them. */
export class ProverService {
  readonly #settings: ServiceSettings;
  readonly #connection: Connection;
  readonly #slots = new ProjectSlots();
  readonly #dialects: Dialect[];
  #spoken: Dialect | undefined;

  constructor(settings: ServiceSettings) {
    this.#settings = settings;
    this.#connection = new Connection(settings);
    this.#dialects = dialectsOf(settings);
  }

  /**
   * The result's bytes. Throws W3bError: INPUTS_INVALID, INPUTS_REJECTED or PROGRAM_INVALID (input) where the service
   * refuses, PROVER_SERVICE_* where it fails, PROVING_ABORTED where `signal` gives up.
   */
  async prove(program: ServedProgram, input: ProgramInput, signal?: AbortSignal): Promise<Uint8Array> {
    const { deadlineMs } = this.#settings;
    const timeout = AbortSignal.timeout(deadlineMs);
    const project = projectOf(program, input);
    const budget = { until: Date.now() + deadlineMs, signal };
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
    // Others may wait for the program to be known too, so it is not given up with this task.
    const create = (replaces: boolean) => this.#create(project, program, { until: budget.until }, replaces);
    try {
      return await this.#slots.use(
        project.projectId.toString(),
        keyOf(project, program),
        either,
        create,
        async (slot) => {
          await slot.known();
          try {
            return await this.#execute(project, program, input, budget);
          } catch (error) {
            if (isUnimplemented(error))
              this.#spoken = undefined; // another service answers there now
            else if (!isUnknownProject(error)) throw error;
            slot.forget(); // it has started anew, or forgets programs once they ran
            await slot.known();
            return await this.#execute(project, program, input, budget);
          }
        },
      );
    } catch (error) {
      if (signal?.aborted) throw new W3bError("PROVING_ABORTED", "Proving was given up.", { cause: error });
      if (error instanceof W3bError) throw error;
      const late = { code: status.DEADLINE_EXCEEDED, details: `nothing within ${deadlineMs} ms` };
      throw this.#failure("execute", timeout.aborted ? late : error);
    }
  }

  /**
   * Whether the service says that it serves, or, where it has no health service, whether it can be reached. Throws
   * PROVER_SERVICE_UNREACHABLE or PROVER_SERVICE_TIMEOUT (unavailable).
   */
  async health(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    const budget = { until: Date.now() + timeoutMs, signal };
    try {
      const health = await this.#connection.once(healthService.Check, { service: "" }, budget);
      if (health.status !== "SERVING")
        throw Object.assign(new Error(`it says ${health.status}`), { code: status.UNAVAILABLE });
    } catch (error) {
      if (!isUnimplemented(error)) throw this.#failure("health", error);
      await this.#connection.connected(budget.until);
    }
  }

  close(): void {
    this.#connection.close();
  }

  async #create(project: ProjectName, program: ServedProgram, budget: Budget, replaces: boolean): Promise<void> {
    const dialects = this.#spoken ? [this.#spoken] : this.#dialects;
    for (const [index, dialect] of dialects.entries()) {
      try {
        await dialect.create(this.#connection, project, program, budget);
        this.#spoken = dialect;
        return;
      } catch (error) {
        if (isUnimplemented(error) && index < dialects.length - 1) continue;
        if (isUnimplemented(error)) this.#spoken = undefined; // another service may answer there now
        if (!isKnownAlready(error)) throw this.#failure("create", error);
        if (replaces) throw conflict(this.#settings.name, project);
        this.#spoken = dialect; // it has outlived this process
        return;
      }
    }
  }

  #execute(project: ProjectName, program: ServedProgram, input: ProgramInput, budget: Budget): Promise<Uint8Array> {
    const dialect = this.#spoken ?? this.#dialects[0]!;
    return dialect.execute(this.#connection, project, program, input, budget);
  }

  #failure(purpose: CallPurpose, cause: unknown): W3bError {
    return this.#connection.failure(purpose, cause);
  }
}

/** Where only `inputHash` is wanted there is no project: then a number that none will ever have, one a program. */
function projectOf({ codeHash }: ServedProgram, { task }: ProgramInput): ProjectName {
  if (task !== undefined) return task;
  return { projectId: hexToBigInt(slice(codeHash, 0, 8)) | (1n << 63n), projectVersion: "" };
}

function keyOf({ projectVersion }: ProjectName, { codeHash, codeExpParam }: ServedProgram): string {
  return JSON.stringify([projectVersion, codeHash satisfies Hex, codeExpParam]);
}

function conflict(name: string, { projectId, projectVersion }: ProjectName): W3bError {
  return new W3bError(
    "PROVER_SERVICE_CONFLICT",
    `The prover service ${name} keeps another program of project ${projectId} and does not take version ${projectVersion}.`,
    {
      meaning: "It knows one program a project, so its proofs would be of the wrong one.",
      action: "Restart the service, or give each version's tasks to a service of its own.",
    },
  );
}
