import { readFile } from "node:fs/promises";
import { decodeFunctionData, encodeFunctionData, type Hex, parseEventLogs, size } from "viem";
import { groth16VerifierAbi } from "../../../contracts/abi/groth16Verifier.ts";
import { projectRegistryAbi } from "../../../contracts/abi/projectRegistry.ts";
import { taskManagerAbi } from "../../../contracts/abi/taskManager.ts";
import type { Caller } from "../../../node/chain/actions/transact.ts";
import { W3bError } from "../../../node/protocol/errors.ts";
import { accounts } from "../../devnet/accounts.ts";
import type { Devnet } from "../../devnet/network.ts";

/** What one settled task shows of its proof system. */
export interface Measured {
  /** Of the proof alone, as the prover's log says. */
  proveMs: number;
  proofBytes: number;
  /** Gas of a transaction that does nothing but verify: base fee, calldata and execution. */
  verifyGas: number;
}

/** Reads the proof that settled a task from the chain and has it verified once more, alone. */
export async function measure(devnet: Devnet, { publicClient }: Caller, taskId: string): Promise<Measured> {
  const { rows } = await devnet.pool.query<{ hash: Hex }>(
    "SELECT transaction_hash AS hash FROM chain.task_event WHERE task_id = $1 AND kind = 'settled'",
    [taskId],
  );
  const hash = rows[0]!.hash;
  const { input } = await publicClient.getTransaction({ hash });
  const { functionName, args } = decodeFunctionData({ abi: taskManagerAbi, data: input });
  if (functionName !== "prove") throw new W3bError("NOT_SETTLED", `Task ${taskId} was settled by ${functionName}`);
  const [offer, , , proof] = args;
  const { verifier, programId } = await publicClient.readContract({
    address: devnet.deployment.projectRegistry,
    abi: projectRegistryAbi,
    functionName: "readOffer",
    args: [offer],
  });
  const { logs } = await publicClient.getTransactionReceipt({ hash });
  const [recorded] = parseEventLogs({ abi: taskManagerAbi, eventName: "ResultRecorded", logs });
  const journal = recorded!.args.journal;
  const data = encodeFunctionData({
    abi: groth16VerifierAbi,
    functionName: "verify",
    args: [programId, journal, proof],
  });
  const gas = await publicClient.estimateGas({ account: accounts.deployer, to: verifier, data });
  return { proveMs: await proveTimeOf(devnet, taskId), proofBytes: size(proof), verifyGas: Number(gas) };
}

/** Provers log how long each proof took. */
async function proveTimeOf({ processes }: Devnet, taskId: string): Promise<number> {
  for (const { name } of accounts.provers) {
    const log = await readFile(processes.get(name)!.logFile, "utf8");
    for (const line of log.split("\n")) {
      if (!line.includes(taskId) || !line.includes('"task proved"')) continue;
      return (JSON.parse(line) as { milliseconds: number }).milliseconds;
    }
  }
  throw new W3bError("NOT_SETTLED", `No prover's log says how long the proof of task ${taskId} took`);
}
