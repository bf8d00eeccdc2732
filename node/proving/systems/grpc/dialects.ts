import { promisify } from "node:util";
import { deflate } from "node:zlib";
import { type Hex, hexToBytes } from "viem";
import { W3bError } from "../../../protocol/errors.ts";
import type { ProgramInput } from "../../types.ts";
import { vmRuntimeService, vmServices } from "../../vm-protocol/services.ts";
import type { Budget, Connection } from "./connection.ts";
import { payloadsOf, type ProgramSettings } from "./program-settings.ts";
import type { ServiceSettings } from "./settings.ts";

/** A program as a service is told of it. */
export interface ServedProgram {
  code: Uint8Array;
  codeHash: Hex;
  codeExpParam: string;
  settings: ProgramSettings;
}

/** Under which number and version the service knows it. */
export interface ProjectName {
  projectId: bigint;
  projectVersion: string;
}

/** One of the two protos. */
export interface Dialect {
  /** Makes a program known. Throws gRPC's ServiceError. */
  create(connection: Connection, project: ProjectName, program: ServedProgram, budget: Budget): Promise<void>;
  /** The result's bytes. Throws gRPC's ServiceError; INPUTS_INVALID (input). */
  execute(
    connection: Connection,
    project: ProjectName,
    program: ServedProgram,
    input: ProgramInput,
    budget: Budget,
  ): Promise<Uint8Array>;
}

/**
 * The 32 bytes a proof must name its task by: the binding of task and prover, or the task's id. Services of the newer
 * proto get them as taskID. Those of the older one get their last 64 bits, which is all that a template names, and with
 * native programs the whole as 0x and hex in sequencerSignature, for which this node has no other use.
 */
export function nameOf({ settings }: ServedProgram, { binding, task }: ProgramInput): Hex {
  return settings.binding === "native" ? binding : (task?.taskId ?? `0x${"00".repeat(32)}`);
}

/** The dialects a service of these settings may speak; which one it is shows with the first program. */
export function dialectsOf({ proto, projectIdType, code }: ServiceSettings): Dialect[] {
  const newer = vmDialect(projectIdType, code);
  if (proto === "vm") return [newer];
  return proto === "vm_runtime" ? [vmRuntimeDialect] : [newer, vmRuntimeDialect];
}

function vmDialect(projectIdType: ServiceSettings["projectIdType"], form: ServiceSettings["code"]): Dialect {
  const { NewProject, ExecuteTask } = vmServices[projectIdType];
  const idOf = projectIdType === "uint64" ? uint64 : (id: bigint) => id.toString();
  return {
    async create(connection, { projectId, projectVersion }, { code, settings }, budget) {
      const binary = form === "raw" ? code : await compress(code);
      const request = { projectID: idOf(projectId), projectVersion, binary, metadata: settings.metadata };
      await connection.call(NewProject, request, budget);
    },
    async execute(connection, { projectId, projectVersion }, program, input, budget) {
      const taskID = hexToBytes(nameOf(program, input));
      const payloads = payloadsOf(program.settings, input.messages);
      const request = { projectID: idOf(projectId), projectVersion, taskID, payloads };
      return (await connection.call(ExecuteTask, request, budget)).result;
    },
  };
}

const vmRuntimeDialect: Dialect = {
  async create(connection, { projectId }, { code, codeExpParam }, budget) {
    const content = (await compress(code)).toString("hex");
    await connection.call(
      vmRuntimeService.Create,
      { projectID: uint64(projectId), content, expParam: codeExpParam },
      budget,
    );
  },
  async execute(connection, { projectId }, program, input, budget) {
    const name = nameOf(program, input);
    const request = {
      projectID: uint64(projectId),
      taskID: BigInt.asUintN(64, BigInt(name)).toString(),
      clientID: input.task?.clientId ?? "",
      sequencerSignature: program.settings.binding === "native" ? name : "",
      datas: input.messages,
    };
    return (await connection.call(vmRuntimeService.Execute, request, budget)).result;
  },
};

const compress = promisify(deflate);

function uint64(projectId: bigint): string {
  if (projectId < 2n ** 64n) return projectId.toString();
  throw new W3bError("PROVER_SERVICE_UNIMPLEMENTED", `The service's proto has no room for project ${projectId}.`, {
    meaning: "It numbers projects with 64 bits.",
    action: "Use a service of the newer proto whose projectID is a string, and set projectIdType to string.",
  });
}
