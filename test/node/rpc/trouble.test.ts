import assert from "node:assert/strict";
import { kindOf, troubleOfStatus } from "../../../node/rpc/trouble.ts";
import type { TroubleKind } from "../../../node/rpc/wordings.ts";

/** Errors as nodes and providers word them: of whom, for which method, code, message, data. */
type Case = [of: string, method: string, code: number, message: string, data?: unknown];
const logs = "eth_getLogs";

const cases: Record<TroubleKind, Case[]> = {
  tooMuch: [
    [
      "Alchemy",
      logs,
      -32602,
      "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range and no limit on the response size, or you can request any block range with a cap of 10K logs in the response. Based on your parameters and the response size limit, this block range should work: [0x0, 0x1]",
    ],
    [
      "Alchemy, free",
      logs,
      -32600,
      "Under the Free tier plan, you can make eth_getLogs requests with up to a 10 block range. Upgrade to PAYG for expanded block range.",
    ],
    ["Infura", logs, -32005, "query returned more than 10000 results. Try with this block range [0x1, 0x2]."],
    ["Infura, by range", logs, -32602, "range 1000000 exceeds limit of 10000"],
    ["QuickNode", logs, -32614, "eth_getLogs is limited to a 10,000 range"],
    ["QuickNode, free", logs, -32614, "eth_getLogs is limited to a 5 range, upgrade from free to paid plan"],
    ["Ankr", logs, -32600, "block range is too wide"],
    ["Ankr, by distance", logs, -32000, "maximum [from, to] blocks distance: 3000"],
    [
      "Chainstack",
      logs,
      -32000,
      "Block range limit exceeded. See more details at https://docs.chainstack.com/docs/limits#evm-range-limits",
    ],
    ["dRPC", logs, 35, "ranges over 10000 blocks are not supported on freetier"],
    ["BlockPI", logs, -32602, "eth_getLogs is limited to 1024 block range. Please check the parameter requirements"],
    ["LlamaNodes", logs, -32000, "query exceeds max results 20000, retry with the range 1-2"],
    ["LlamaNodes, by range", logs, -32000, "exceed maximum block range: 1000"],
    ["Cloudflare", logs, -32047, "Invalid eth_getLogs request. 'fromBlock'-'toBlock' range too large. Max range: 800"],
    ["thirdweb", logs, -32600, "Maximum allowed number of requested blocks is 1000"],
    ["PublicNode", logs, -32701, "exceed maximum block range: 50000"],
    ["Tenderly", logs, -32602, "invalid params", { payload: "range 9009594 is bigger than range limit 2000" }],
    ["1RPC", logs, -32000, "response size should not greater than 10000000 bytes"],
    ["Blast", logs, -32600, "Block range exceeds the range allowed for your plan (10000 > 500)"],
    ["Coinbase", logs, -32602, "please limit the query to at most 1000 blocks"],
    ["Base", logs, -32600, "block range too large"],
    ["Optimism", logs, -32020, "backend response too large"],
    ["Arbitrum", logs, -32000, "logs matched by query exceeds limit of 10000"],
    ["Avalanche", logs, -32000, "requested too many blocks from 1 to 5000, maximum is set to 2048"],
    ["Moonbeam", logs, -32603, "block range is too wide (maximum 1024)"],
    ["Harmony", logs, -32000, "query must be smaller than size 1024"],
    ["zkSync", logs, -32008, "Response is too big", "Exceeded max limit of 10000000"],
    ["IoTeX", logs, -32603, "rpc error: code = InvalidArgument desc = query range exceeds the limit"],
    ["erigon", logs, -32000, "query block range exceeds server limit, narrow your filter: 1000"],
    ["erigon, by number", logs, -32000, "query returns too many logs, narrow your filter: 20000"],
    ["geth", logs, -32000, "exceed max topics or block range"],
    ["nethermind", logs, -32005, "Too many logs requested. Max logs per response is 20000."],
    ["a limit without more words", logs, -32005, "limit exceeded"],
  ],
  batch: [
    ["geth", "eth_blockNumber", -32600, "batch too large"],
    ["erigon", "eth_getTransactionReceipt", -32000, "batch limit 100 exceeded: 142 requests given"],
    ["besu", "eth_blockNumber", -32005, "Number of requests in batch exceeds max batch size"],
    ["nethermind", "eth_blockNumber", -32005, "Batch size limit exceeded"],
    ["jsonrpsee", "eth_blockNumber", -32010, "The batch request was too large", "Exceeded max limit of 50"],
    ["a gateway", "eth_blockNumber", -32603, "batch size 10 exceeds the limit 5: batch too large"],
  ],
  busy: [
    ["Alchemy", "eth_call", 429, "Your app has exceeded its compute units per second capacity."],
    ["Infura", "eth_blockNumber", -32005, "project ID request rate exceeded"],
    ["Infura, by day", "eth_blockNumber", -32005, "daily request count exceeded, request rate limited"],
    [
      "QuickNode",
      "eth_blockNumber",
      -32007,
      "50/second request limit reached - reduce calls per second or upgrade your account",
    ],
    ["Ankr", logs, -32005, "Too many requests"],
    ["a node's limit", "eth_getBlockByNumber", -32005, "limit exceeded"],
  ],
  unable: [
    ["geth", logs, -32601, "the method eth_getLogs does not exist/is not available"],
    ["a gateway", logs, -32004, "this request method is not supported"],
    ["a plan", "eth_getBlockByNumber", -32000, "archive requests require an archive plan, upgrade"],
    ["a pruned node", "eth_call", -32000, "missing trie node 0a (path ) state 0x0a is not available"],
    ["a key", "eth_chainId", -32000, "Unauthorized: invalid API key"],
  ],
  behind: [
    ["geth", "eth_call", -32000, "header not found"],
    ["geth, logs", logs, -32000, "unknown block"],
    ["Avalanche", logs, -32000, "cannot query unfinalized data"],
    ["nethermind", "eth_getTransactionReceipt", -32001, "resource not found"],
  ],
  passing: [
    ["any node", logs, -32603, "Internal error"],
    ["any node", "eth_blockNumber", -32603, "internal server error"],
    ["any node", "eth_getBlockByNumber", -32000, "something nobody has heard of"],
    ["Base", "eth_blockNumber", -32011, "no backend is currently healthy to serve traffic"],
    ["a gateway", "eth_call", -32603, "upstream connect error"],
  ],
  answer: [
    ["geth", "eth_call", 3, "execution reverted", "0x08c379a0"],
    [
      "Hardhat",
      "eth_estimateGas",
      -32603,
      "VM Exception while processing transaction: reverted with reason string 'no'",
    ],
    ["IoTeX", "eth_sendRawTransaction", -32603, "nonce too low"],
    ["geth", "eth_sendRawTransaction", -32000, "replacement transaction underpriced"],
    ["geth", "eth_sendRawTransaction", -32000, "insufficient funds for gas * price + value"],
    ["a node's own", "eth_sendRawTransaction", -32000, "txpool has other ideas"],
    ["any node", "eth_getBalance", -32602, "invalid argument 0: hex string has length 3"],
  ],
};

describe("What an endpoint's error is about", () => {
  for (const [kind, all] of Object.entries(cases)) {
    for (const [of, method, code, message, data] of all) {
      it(`${kind}: ${of}'s "${message.slice(0, 60)}" (${code}) to ${method}`, () => {
        assert.equal(kindOf(method, { code, message, data }), kind);
      });
    }
  }

  it("an HTTP status without a JSON-RPC error says what it can", () => {
    const kinds = (calls: number, ...statuses: number[]) =>
      statuses.map((status) => troubleOfStatus(status, calls, null).kind);
    assert.deepEqual(kinds(1, 500, 502, 503, 504, 408), Array(5).fill("passing"));
    assert.deepEqual(kinds(1, 401, 402, 403, 404), Array(4).fill("unable"));
    assert.deepEqual(kinds(2, 413, 400), ["batch", "batch"]);
    assert.deepEqual(kinds(1, 413, 429), ["tooMuch", "busy"]);
    assert.equal(troubleOfStatus(429, 1, "7").retryAfterMs, 7_000);
  });
});
