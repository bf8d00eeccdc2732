import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { slice } from "viem";
import { grpcProver } from "../../../node/proving/systems/grpc/index.ts";
import { root } from "../../../scripts/devnet/processes.ts";
import { tinyCode } from "../proving/support/tiny-circuit.ts";
import { w3b } from "./support/w3b.ts";

const binding = `0x00${"12".repeat(31)}` as const;

describe("w3b vm serve", () => {
  it("proves for another node until it is told to stop", async () => {
    const args = ["node/main.ts", "vm", "serve", "--vm", "5", "--port", "0", "--threads", "1"];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "close");
    try {
      const lines = createInterface({ input: child.stdout });
      const [line] = (await once(lines, "line")) as [string];
      const { url } = JSON.parse(line) as { url: string };
      const prover = grpcProver({ vmTypeID: 100, url });
      await prover.health();
      const program = await prover.load(await tinyCode(), "");
      const { journal } = await program.prove({ messages: ['{"values":[[1,2],[3,4]],"turns":5}'], binding });
      assert.equal(slice(journal, 0, 32), binding);
      prover.close();
    } finally {
      child.kill("SIGTERM");
    }
    assert.deepEqual(await ended, [0, null]);
  });

  it("serves known proof systems only, and TLS with a certificate and its key", async () => {
    const unknown = await w3b(["vm", "serve", "--vm", "abacus"]);
    assert.equal(unknown.code, 1);
    assert.match(unknown.errors, /circom/);
    const unable = await w3b(["vm", "serve", "--vm", "risc0", "--port", "0"]); // without a service
    assert.equal(unable.code, 1);
    assert.match(unable.errors, /vmTypeID 1 cannot be proved here[^]*INVALID_OPTION/);
    const half = await w3b(["vm", "serve", "--tls-cert", "a.pem"]);
    assert.equal(half.code, 1);
    assert.match(half.errors, /INVALID_OPTION/);
  });
});
