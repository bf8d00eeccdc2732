import assert from "node:assert/strict";
import { LoadedPrograms } from "../../../node/proving/loaded-programs.ts";
import { programCodeOf } from "../../../node/proving/program-code.ts";
import { vmTypes } from "../../../node/protocol/vm-types.ts";
import { tinyCode } from "./support/tiny-circuit.ts";

describe("the programs a worker keeps loaded", () => {
  let code: Uint8Array;
  const padded = (spaces: number) =>
    programCodeOf({
      vmTypeID: vmTypes.circom,
      code: Buffer.concat([code, Buffer.alloc(spaces, " ")]),
      codeExpParam: "",
    });

  before(async () => {
    code = await tinyCode();
  });

  it("are loaded once", async () => {
    const programs = new LoadedPrograms(code.length);
    assert.equal(await programs.get(padded(0)), await programs.get(padded(0)));
  });

  it("make room by the least recently used, and one is always kept", async () => {
    const { memory } = await new LoadedPrograms(1).get(padded(0));
    const programs = new LoadedPrograms(2.5 * memory());
    const [a, b, c] = [padded(1), padded(2), padded(3)];
    const [loadedA, loadedB] = [await programs.get(a), await programs.get(b)];
    assert.equal(await programs.get(a), loadedA);
    await programs.get(c);
    assert.equal(programs.size, 2);
    assert.equal(await programs.get(a), loadedA);
    assert.notEqual(await programs.get(b), loadedB);

    const small = new LoadedPrograms(1);
    assert.equal(await small.get(a), await small.get(a));
    assert.equal(small.size, 1);
  });

  it("share their bytes between callers: the same version is moved to shared memory once", () => {
    const version = { vmTypeID: vmTypes.circom, code: new Uint8Array([1, 2, 3]), codeExpParam: "" };
    assert.equal(programCodeOf(version), programCodeOf(version));
    assert.ok(programCodeOf(version).code.buffer instanceof SharedArrayBuffer);
  });
});
