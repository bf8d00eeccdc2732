import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { type ProvingOptions, withProvingOptions } from "../../../node/cli/proving-options.ts";
import { provingSettings } from "../../../node/cli/proving-settings.ts";
import { temporaryDirectory } from "./support/directory.ts";

/** The settings that flags make of nothing but the environment given. */
async function settingsOf(args: string[], env: Record<string, string> = {}) {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    const command = withProvingOptions(new Command())
      .exitOverride()
      .configureOutput({ writeErr: () => undefined });
    return await provingSettings(command.parse(args, { from: "user" }).opts<ProvingOptions>());
  } finally {
    process.env = before;
  }
}

describe("what a node is told of proving services", () => {
  it("is nothing by default", async () => {
    assert.deepEqual(await settingsOf([]), {});
  });

  it("is Bonsai's address, with its key from the environment alone", async () => {
    const args = ["--bonsai-url", "https://bonsai.example", "--bonsai-version", "3.0.3"];
    const { riscZero } = await settingsOf(args, { W3B_BONSAI_API_KEY: "secret" });
    assert.deepEqual(riscZero, { url: "https://bonsai.example", apiKey: "secret", version: "3.0.3" });
    await assert.rejects(settingsOf(args), { code: "CONFIG_INVALID", message: /W3B_BONSAI_API_KEY/ });
  });

  it("is the zkWASM service's address, with its account's key from the environment alone", async () => {
    const args = ["--zkwasm-url", "https://zkwasm.example"];
    const privateKey = `0x${"11".repeat(32)}`;
    const { zkWasm } = await settingsOf(args, { W3B_ZKWASM_KEY: privateKey });
    assert.deepEqual(zkWasm, { url: "https://zkwasm.example", privateKey });
    await assert.rejects(settingsOf(args), { code: "CONFIG_INVALID", message: /W3B_ZKWASM_KEY/ });
  });

  it("is gRPC services by vmTypeID, from flags or the environment", async () => {
    const expected = [
      { vmTypeID: 4, url: "grpc://127.0.0.1:9100" },
      { vmTypeID: 100, url: "grpcs://prover.example" },
    ];
    const flags = ["--grpc", "4=grpc://127.0.0.1:9100", "--grpc", "100=grpcs://prover.example"];
    assert.deepEqual((await settingsOf(flags)).grpc, expected);
    const variable = { W3B_GRPC: "4=grpc://127.0.0.1:9100, 100=grpcs://prover.example" };
    assert.deepEqual((await settingsOf([], variable)).grpc, expected);
    for (const wrong of ["grpc://127.0.0.1:9100", "wasm=grpc://x:1", "4="]) {
      await assert.rejects(settingsOf(["--grpc", wrong]), { code: "commander.invalidArgument" });
    }
  });

  it("is all that a file has, to which flags add", async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "proving.json");
    const service = { vmTypeID: 7, url: "grpc://a:1", deadlineMs: 1_000 };
    await writeFile(file, JSON.stringify({ grpc: [service], halo2Wasm: { memoryMb: 64 } }));
    const settings = await settingsOf(["--proving", file, "--grpc", "8=grpc://b:1"]);
    assert.deepEqual(settings, {
      grpc: [{ vmTypeID: 8, url: "grpc://b:1" }, service],
      halo2Wasm: { memoryMb: 64 },
    });
  });

  it("is refused when the file is not of that form, without showing what is in it", async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "proving.json");
    const refused: [string, RegExp][] = [
      ['{"riscZero": {"apiKey": "very secret"', /is not JSON/],
      ['{"riscZero": {"apiKey": "very secret", "version": "1.2.5"}}', /riscZero\.url/],
      ['{"sgx": {"key": "very secret"}}', /file/],
    ];
    for (const [text, message] of refused) {
      await writeFile(file, text);
      const failure = await settingsOf(["--proving", file]).then(
        () => assert.fail("accepted"),
        (error: Error & { code: string }) => error,
      );
      assert.equal(failure.code, "CONFIG_INVALID");
      assert.match(failure.message, message);
      assert.ok(!failure.message.includes("very secret"));
    }
    await assert.rejects(settingsOf(["--proving", join(directory.path, "none.json")]), { code: "CONFIG_INVALID" });
  });
});
