import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import { privateKeyToAddress } from "viem/accounts";
import { loadAccount } from "../../../node/chain/keys.ts";
import { seededRandom } from "../../support/random.ts";

const random = seededRandom("accounts");

describe("loadAccount", () => {
  const key = random.privateKey();
  let directory: string;
  let keyFile: string;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "w3b-keys-"));
    keyFile = path.join(directory, "key");
    await writeFile(keyFile, `${key}\n`, { mode: 0o600 });
  });
  afterEach(() => rm(directory, { recursive: true }));

  it("reads a key from a value or a file, with or without 0x", async () => {
    const expected = privateKeyToAddress(key);
    assert.equal((await loadAccount({ privateKey: key })).address, expected);
    assert.equal((await loadAccount({ privateKey: key.slice(2) })).address, expected);
    assert.equal((await loadAccount({ keyFile, privateKey: random.privateKey() })).address, expected);
  });

  it("warns when others can read the file", async () => {
    const warnings: string[] = [];
    const warn = (text: string) => void warnings.push(text);
    await loadAccount({ keyFile, warn });
    assert.deepEqual(warnings, []);
    await chmod(keyFile, 0o644);
    await loadAccount({ keyFile, warn });
    assert.match(warnings.join(), /chmod 600/);
  });

  it("never shows the key in an error", async () => {
    const order = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    for (const wrong of [`${key}00`, key.slice(0, -1), `${key.slice(0, -1)}g`, order, `0x${"0".repeat(64)}`]) {
      await assert.rejects(loadAccount({ privateKey: wrong }), (error: unknown) => {
        assert.equal((error as { code: string }).code, "KEY_INVALID");
        const shown = inspect(error, { depth: 10, showHidden: true });
        assert.ok(!shown.includes(wrong.slice(2, 40)), shown);
        return true;
      });
    }
  });

  it("says what is missing", async () => {
    await assert.rejects(loadAccount({ privateKey: "" }), { code: "KEY_MISSING" });
    await assert.rejects(loadAccount({ keyFile: path.join(directory, "none") }), { code: "KEY_UNREADABLE" });
    await writeFile(keyFile, "x".repeat(10_000));
    await assert.rejects(loadAccount({ keyFile }), { code: "KEY_UNREADABLE", message: /10000 bytes/ });
  });
});
