import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { pino } from "pino";
import { logServices } from "../../../node/cli/prover-services.ts";
import { ProvingPool } from "../../../node/proving/pool.ts";
import { serveVm } from "../../../node/proving/serve/server.ts";

describe("the prover services of a node that starts", () => {
  it("are asked whether they serve, and the log tells", async () => {
    const prover = new ProvingPool({ threads: 1, timeoutMs: 1_000 });
    const server = await serveVm({ prover, vmTypeID: 5, host: "127.0.0.1", port: 0 });
    const lines = new PassThrough();
    try {
      const gone = { vmTypeID: 101, url: "grpc://127.0.0.1:1" };
      await logServices([{ vmTypeID: 100, url: server.url }, gone], pino(lines));
    } finally {
      await server.close();
      await prover.close();
    }
    lines.end();
    const entries = (await text(lines))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { level: number; vmTypeID: number; code?: string })
      .sort((a, b) => a.vmTypeID - b.vmTypeID)
      .map(({ level, vmTypeID, code }) => [vmTypeID, level, code]);
    assert.deepEqual(entries, [
      [100, 30, undefined],
      [101, 40, "PROVER_SERVICE_UNREACHABLE"],
    ]);
  });
});
