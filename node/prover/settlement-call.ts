import { concat, encodeFunctionData, type Hex } from "viem";
import { taskManagerAbi } from "../../contracts/abi/taskManager.ts";
import { bindingNamed, outputsOf } from "../protocol/task.ts";
import type { Batch } from "./batches.ts";

/** The TaskManager's call that settles proofs of one offer: `prove` for one, `proveBatch` for several. */
export function settlementCall({ offer: content, jobs }: Batch): Hex {
  const proved = jobs.map(({ offer, task, journal, proof }) => {
    if (journal === null || proof === null) throw new RangeError("A job without a proof cannot be settled");
    return { offer, task, outputs: outputsOf(journal, bindingNamed(content.binding)), proof };
  });
  const { offer, task, outputs, proof } = proved[0]!;
  if (proved.length === 1) {
    return encodeFunctionData({ abi: taskManagerAbi, functionName: "prove", args: [offer, task, outputs, proof] });
  }
  return encodeFunctionData({
    abi: taskManagerAbi,
    functionName: "proveBatch",
    args: [
      offer,
      proved.map((each) => each.task),
      concat(proved.map((each) => each.outputs)),
      concat(proved.map((each) => each.proof)),
    ],
  });
}
