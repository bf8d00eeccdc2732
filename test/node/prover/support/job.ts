import { type Address, keccak256, toHex, zeroAddress } from "viem";
import { freshJob, type Job } from "../../../../node/prover/jobs.ts";

export const jobsProver: Address = "0x00000000000000000000000000000000000000aa";
let count = 0;

/** A job of a task of its own, with the largest numbers. */
export function newJob(change: Partial<Job> = {}): Job {
  return {
    ...{ taskId: keccak256(toHex(`job ${count++}`)), prover: jobsProver, state: "claiming", claims: 2, round: 0 },
    offer: "0x00000000000000000000000000000000000000cc",
    task: { gateway: zeroAddress, submittedAt: 2 ** 40 - 1, inputHash: keccak256("0x01"), dataHash: keccak256("0x02") },
    ...{ collateral: 2n ** 96n - 1n, deadline: 2 ** 40 + 2 ** 32 },
    program: { programId: keccak256("0x03"), vmTypeID: 5, codeHash: keccak256("0x04"), codeExpParam: "" },
    ...freshJob,
    ...change,
  };
}
