import type { Hex } from "viem";
import type { Offer } from "../../indexer/model/offer.ts";
import { findProject } from "../../indexer/model/queries/index.ts";
import { W3bError } from "../protocol/errors.ts";
import { reader, UnreadableError } from "../bounded/reader.ts";
import { clientIdOf, type Payload } from "../protocol/payload.ts";
import { findVersion } from "../protocol/project-file.ts";
import { type Task, versionNamed } from "../protocol/task.ts";
import { programCodeOf } from "../proving/program-code.ts";
import type { ProgramCode } from "../proving/types.ts";
import type { ProverContext } from "./context.ts";

/** All that running a task takes, checked against what the chain says of it. */
export interface Work extends Messages {
  code: ProgramCode;
}

/** What a program is given of a payload. */
export interface Messages {
  messages: string[];
  /** The device that sent the first, as programs know it: see TaskName. */
  clientId: string;
}

/**
 * Fetches a task's program and payload. Throws W3bError: PAYLOAD_NOT_FOUND, PAYLOAD_UNAVAILABLE, PROJECT_FILE_UNREACHABLE (unavailable);
 * PAYLOAD_HASH_MISMATCH, PROJECT_FILE_HASH_MISMATCH, PROGRAM_ID_MISMATCH (integrity); PAYLOAD_INVALID, PROGRAM_INVALID
 * and what else a malformed project file is refused with (input).
 */
export async function fetchWork(context: ProverContext, task: Task, offer: Offer): Promise<Work> {
  const [code, messages] = await Promise.all([fetchProgram(context, offer), fetchMessages(context, task, offer)]);
  return { code, ...messages };
}

/** A task's program as its project publishes it now. Throws as fetchWork does. */
export async function fetchProgram(context: ProverContext, offer: Offer): Promise<ProgramCode> {
  const { pool, recent } = context;
  const project = await recent.get(`project ${offer.projectId}`, () => findProject(pool, offer.projectId));
  if (!project?.uri || !project.hash) {
    throw new W3bError("PROJECT_FILE_NOT_SET", `Project ${offer.projectId} has no project file.`, { kind: "notFound" });
  }
  const file = await context.projects.get(project.uri, project.hash as Hex);
  const version = findVersion(file, versionNamed(offer.version));
  const code = programCodeOf(version);
  // Where the code does not tell, the project's word is taken: the verifier it names decides.
  const programId = (await describe(context, code, offer.projectId)) ?? offer.programId;
  if (version.vmTypeID === offer.vmType && programId === offer.programId) return code;
  throw new W3bError(
    "PROGRAM_ID_MISMATCH",
    `The project file's program is ${programId} (vmTypeID ${version.vmTypeID}), on chain it is ${offer.programId} (${offer.vmType}).`,
    {
      kind: "integrity",
      meaning: "Proofs of this code would be refused by the verifier.",
      action: "The project's owner publishes the file that belongs to the program on chain, or a new version.",
    },
  );
}

/** Programs are described once for as long as their project file is kept. */
const described = new WeakMap<ProgramCode, { programId: Hex | undefined }>();

async function describe({ provingPool }: ProverContext, code: ProgramCode, owner: string): Promise<Hex | undefined> {
  const description = described.get(code) ?? (await provingPool.describe(code, { owner }));
  described.set(code, description);
  return description.programId;
}

/** The messages of a task's payload. Throws as fetchWork does. */
export async function fetchMessages(context: ProverContext, task: Task, offer: Offer): Promise<Messages> {
  const payload = await readPayload(await context.payloads.get({ task, offer }));
  if (BigInt(payload.projectID) !== BigInt(offer.projectId) || payload.projectVersion !== versionNamed(offer.version)) {
    throw new W3bError("PAYLOAD_INVALID", "The payload belongs to another project or version than its task.", {
      kind: "input",
    });
  }
  return { messages: payload.messages.map(({ data }) => data), clientId: clientIdOf(payload) };
}

async function readPayload(bytes: Uint8Array): Promise<Payload> {
  try {
    return await reader.payload(bytes);
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    throw new W3bError("PAYLOAD_INVALID", `The payload was not read: ${error.message}.`, {
      kind: "input",
      cause: error,
    });
  }
}
