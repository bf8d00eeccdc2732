import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { privateKeyToAddress } from "viem/accounts";
import { temporaryDirectory } from "./support/directory.ts";
import { w3b } from "./support/w3b.ts";

describe("w3b key", () => {
  it("makes a key that only its owner can read, and tells its address without the key", async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "device.key");
    const { code, output } = await w3b(["key", "new", file, "--json"]);
    assert.equal(code, 0);
    const key = (await readFile(file, "utf8")).trim() as `0x${string}`;
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.deepEqual(JSON.parse(output), { file, address: privateKeyToAddress(key) });
    assert.ok(!output.includes(key.slice(2)), "the key is in the output");

    const { output: address } = await w3b(["key", "address", file]);
    assert.equal(address.trim(), privateKeyToAddress(key));
  });

  it("overwrites no file", async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "stake.key");
    await w3b(["key", "new", file]);
    const before = await readFile(file, "utf8");
    const { code, errors } = await w3b(["key", "new", file]);
    assert.equal(code, 1);
    assert.match(errors, /\[FILE_EXISTS\]/);
    assert.equal(await readFile(file, "utf8"), before);
  });
});
