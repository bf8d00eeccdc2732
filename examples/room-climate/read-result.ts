/**
 * Reads a settled task's result and checks it against the chain, with viem alone:
 *
 *   node examples/room-climate/read-result.ts <RPC URL> <deployment file> <GraphQL URL> <task's id on chain>
 *
 * The indexer only says what to look for: `isResult` is the contract's word that a verified proof put out this journal.
 */
import { readFileSync } from "node:fs";
import { createPublicClient, type Hex, http } from "viem";
import { taskManagerAbi } from "../../contracts/abi/index.ts";
import { parseDeployment } from "../../node/protocol/deployment.ts";
import { decodeJournal } from "./journal.ts";

const [rpcUrl, deploymentFile = "", graphqlUrl = "", taskId] = process.argv.slice(2);
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
const { lastTime, readingCount, meanTemperature, meanCo2, maxCo2 } = decodeJournal(journal);
process.stdout.write(`${JSON.stringify({ lastTime, readingCount, meanTemperature, meanCo2, maxCo2 })}\n`);
