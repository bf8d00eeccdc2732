import { type Hex, size, slice } from "viem";
import { codeOf, messageOf, W3bError } from "../protocol/errors.ts";
import { type DescribedProgram, describeProgram } from "./describe.ts";
import { ProvingPool } from "./pool.ts";
import { type CodeSource, programCodeOf } from "./program-code.ts";
import { proofSystemOf, proofSystems } from "./registry.ts";
import { trialFailed, unprovable } from "./trial-failed.ts";

/**
 * What publishing a version of a project takes, after its program was loaded as nodes load it, in a worker with their
 * limits; with `sample`, the data of one task's messages, it is dry-run and proved too, since nothing but a proof shows
 * whose the proving key is. The proof is told if its verifier is a contract of the project's own, to be tried with it.
 * Programs that only a service elsewhere can run are described alone. Throws what loading and running throw,
 * PROGRAM_INVALID (input) for a journal that names no task, and PROGRAM_TRIAL_FAILED (input) where no proof verifies.
 */
export async function rehearseProgram(
  source: CodeSource & { version: string },
  sample?: readonly string[],
): Promise<DescribedProgram> {
  const described = await describeProgram(source);
  const systems = proofSystems({});
  if (!systems.some(({ vmTypeID }) => vmTypeID === source.vmTypeID)) return described;
  const { describeOnly, remote } = proofSystemOf(systems, source.vmTypeID);
  if (describeOnly === true || remote === true) return described;

  const pool = new ProvingPool({ threads: 1, timeoutMs: TIMEOUT_MS, dryRunTimeoutMs: TIMEOUT_MS });
  try {
    const code = programCodeOf(source);
    await pool.describe(code);
    if (sample !== undefined) {
      const task = {
        projectId: 1n,
        projectVersion: source.version,
        taskId: TASK,
        clientId: `did:io:${"00".repeat(20)}`,
      };
      const input = { messages: [...sample], binding: TASK, task };
      const journal = await pool.dryRun(code, input);
      if (described.binding === "native") checkJournal(journal);
      const { proof } = await pool.prove(code, input).catch((error: unknown) => {
        throw unprovable.has(codeOf(error)) ? trialFailed(messageOf(error), error) : error;
      });
      if (described.verifier === "snarkVerifierAdapter") return { ...described, proved: { journal, proof } };
    }
  } finally {
    await pool.close();
  }
  return described;
}

/** As long as a node may be given for one program. */
const TIMEOUT_MS = 600_000;

/** Stands for task and prover. */
const TASK: Hex = `0x00${"5a".repeat(31)}`;

function checkJournal(journal: Hex): void {
  if (size(journal) >= 64 && slice(journal, 0, 32) === TASK) return;
  throw new W3bError("PROGRAM_INVALID", "The program's journal does not begin with the task's binding and inputHash.", {
    kind: "input",
    meaning: "The contract would refuse every proof of it.",
    action: "Make `binding` and `inputHash` the first two public outputs, in this order.",
  });
}
