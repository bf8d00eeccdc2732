/**
 * Reads a settled task's result and checks it against the chain, with viem alone:
 *
 *   node examples/room-climate/read-result.ts <RPC URL> <deployment file> <GraphQL URL> <task's id on chain>
 *
 * It prints the journal's words: `inputHash`, and the results of the project's program; `decodeJournal` of journal.ts gives
 * those of room-climate their names. The indexer only says what to look for: `isResult` is the contract's word that a
 * verified proof put out this journal.
 */
import { readFileSync } from "node:fs";
import { createPublicClient, type Hex, hexToBigInt, http, size, slice } from "viem";
import { taskManagerAbi } from "../../contracts/abi/index.ts";
import { parseDeployment } from "../../node/protocol/deployment.ts";

const [rpcUrl, deploymentFile, graphqlUrl, taskId] = process.argv.slice(2);
if (!rpcUrl || !deploymentFile || !graphqlUrl || !taskId) {
  process.stderr.write("read-result.ts <RPC URL> <deployment file> <GraphQL URL> <task's id on chain>\n");
  process.exit(1);
}
const { taskManager } = parseDeployment(readFileSync(deploymentFile, "utf8"));

const query = `query ($id: String!) { allTasks(condition: { id: $id }, first: 1) { nodes { journal } } }`;
const answer = await fetch(graphqlUrl, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ query, variables: { id: taskId } }),
});
const { data } = (await answer.json()) as { data: { allTasks: { nodes: { journal: Hex | null }[] } } };
const journal = data.allTasks.nodes[0]?.journal;
if (!journal) throw new Error(`Task ${taskId} is not settled, or not indexed yet.`);

const isResult = await createPublicClient({ transport: http(rpcUrl) }).readContract({
  address: taskManager,
  abi: taskManagerAbi,
  functionName: "isResult",
  args: [taskId as Hex, journal],
});
if (!isResult) throw new Error("The contract has another result: do not trust this indexer.");
const words = Array.from({ length: size(journal) / 32 }, (_, index) => slice(journal, 32 * index, 32 * index + 32));
const [, inputHash, ...results] = words; // the first is the binding, which the contract has checked
process.stdout.write(`${JSON.stringify({ inputHash, results: results.map((word) => `${hexToBigInt(word)}`) })}\n`);
