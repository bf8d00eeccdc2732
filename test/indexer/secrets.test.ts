import assert from "node:assert/strict";
import { pino } from "pino";
import { type Heard, passOn } from "../../indexer/listen.ts";
import { ourNamespace } from "../../indexer/log.ts";

const secret = "k3y";
const rpcUrl = `https://rpc.example/v2/${secret}`;

describe("what the indexer logs of its processor", () => {
  for (const [what, line] of Object.entries({
    "a node that does not answer": {
      ...{ level: 3, ns: "sqd:processor:rpc", msg: "connection failure", rpcUrl, reason: `failed to fetch ${rpcUrl}` },
    },
    "an error": { level: 4, ns: "sqd:processor", rpcUrl, err: { stack: `HttpError: ${rpcUrl}\n    at call (x.js:1)` } },
    "its last words": { level: 5, ns: "sqd:processor", err: { message: `got 502 from ${rpcUrl}` } },
    "anything else": { level: 2, ns: "sqd:processor", msg: `using ${rpcUrl}`, rpcUrl },
    "our own words": { level: 3, ns: ourNamespace, msg: "The chain's node at rpc.example does not answer" },
    "a crash": `TypeError: Failed to parse URL from ${rpcUrl}`,
  })) {
    it(`never holds the path of the RPC URL: ${what}`, () => {
      const written: string[] = [];
      const logger = pino({ level: "debug" }, { write: (text: string) => void written.push(text) });
      const heard: Heard = {};
      passOn(typeof line === "string" ? line : JSON.stringify(line), logger, heard);
      assert.equal(written.length, 1);
      assert.ok(!`${written.join("")} ${heard.reason}`.includes(secret), written.join(""));
    });
  }
});
