import type { sendUnaryData, ServerUnaryCall } from "@grpc/grpc-js";
import { hexToBytes } from "viem";
import { messageOf, W3bError } from "../../protocol/errors.ts";
import type { ProgramCode, ProgramInput, Proof } from "../types.ts";
import type {
  CreateRequest,
  ExecuteRequest,
  ExecuteTaskRequest,
  NewProjectRequest,
  Result,
} from "../vm-protocol/messages.ts";
import type { ResultForm } from "../vm-protocol/result-forms.ts";
import { encodeResult } from "../vm-protocol/results.ts";
import { serviceErrorOf } from "./failures.ts";
import type { ServeLimits } from "./limits.ts";
import { programIn, requestHashOf, ServedPrograms } from "./programs.ts";
import { inputOfExecute, inputOfTask, projectKey } from "./requests.ts";

/** What proves: a ProvingPool. */
export interface Prover {
  describe(code: ProgramCode): Promise<unknown>;
  prove(code: ProgramCode, input: ProgramInput, options?: { signal: AbortSignal }): Promise<Proof>;
}

export interface HandlerOptions {
  prover: Prover;
  vmTypeID: number;
  result: ResultForm;
  limits: ServeLimits;
  /** Told of every call that ended, with its failure if it did not succeed. */
  report: (about: CallReport) => void;
}

export interface CallReport {
  call: string;
  projectID: string;
  milliseconds: number;
  failure?: unknown;
}

/** The handlers of both services, over one set of programs. */
export function handlersOf({ prover, vmTypeID, result, limits, report }: HandlerOptions) {
  const programs = new ServedPrograms(limits);
  let tasks = 0;

  async function create(project: string, binary: Uint8Array, codeExpParam: string): Promise<object> {
    const requestHash = requestHashOf(binary, codeExpParam);
    if (programs.has(project, requestHash)) return {};
    const code = await programIn(binary, { vmTypeID, codeExpParam }, limits);
    await prover.describe(code);
    programs.set(project, requestHash, code);
    return {};
  }

  async function execute(project: string, input: ProgramInput, signal: AbortSignal): Promise<Result> {
    const code = programs.get(project);
    if (tasks >= limits.tasks) {
      throw new W3bError("PROVER_BUSY", `${tasks} tasks are under way already.`, { kind: "unavailable" });
    }
    tasks++;
    try {
      return { result: hexToBytes(encoded(await prover.prove(code, input, { signal }))) };
    } finally {
      tasks--;
    }
  }

  function encoded(proof: Proof) {
    try {
      return encodeResult(result, proof);
    } catch (cause) {
      throw new W3bError("RESULT_FORM_UNFIT", `The proof has no result of the form ${result}: ${messageOf(cause)}.`, {
        action: "Serve this proof system with another --result.",
        cause,
      });
    }
  }

  /** Answers a call, and gives its work up when the caller has gone or its deadline has passed. */
  function unary<Request extends { projectID: string }, Response>(
    name: string,
    work: (request: Request, signal: AbortSignal) => Promise<Response>,
  ) {
    return (call: ServerUnaryCall<Request, Response>, answer: sendUnaryData<Response>) => {
      const start = performance.now();
      const gone = new AbortController();
      call.on("cancelled", () => gone.abort());
      const ended = (failure?: unknown) => {
        const milliseconds = Math.round(performance.now() - start);
        const about: CallReport = { call: name, projectID: call.request.projectID.slice(0, 80), milliseconds };
        report(failure === undefined ? about : { ...about, failure });
      };
      work(call.request, gone.signal).then(
        (response) => {
          ended();
          answer(null, response);
        },
        (error: unknown) => {
          ended(error);
          answer(serviceErrorOf(error));
        },
      );
    };
  }

  return {
    vmRuntime: {
      Create: unary("Create", async ({ projectID, content, expParam }: CreateRequest) =>
        create(projectKey(projectID), bytesOfHex(content), expParam),
      ),
      Execute: unary("Execute", async (request: ExecuteRequest, signal) =>
        execute(projectKey(request.projectID), inputOfExecute(request), signal),
      ),
    },
    vm: {
      NewProject: unary("NewProject", async ({ projectID, projectVersion, binary, metadata }: NewProjectRequest) =>
        create(projectKey(projectID, projectVersion), binary, Buffer.from(metadata).toString("utf8")),
      ),
      ExecuteTask: unary("ExecuteTask", async (request: ExecuteTaskRequest, signal) =>
        execute(projectKey(request.projectID, request.projectVersion), inputOfTask(request), signal),
      ),
    },
  };
}

function bytesOfHex(content: string): Uint8Array {
  // Buffer.from stops silently at the first character that is not hex.
  if (content.length % 2 === 0 && !/[^0-9a-fA-F]/.test(content)) return Buffer.from(content, "hex");
  throw new W3bError("CODE_NOT_HEX", "The content is not hex (without 0x).", { kind: "input" });
}
