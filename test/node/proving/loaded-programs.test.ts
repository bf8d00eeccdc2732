import assert from "node:assert/strict";
import { LoadedPrograms } from "../../../node/proving/loaded-programs.ts";
import { programCodeOf } from "../../../node/proving/program-code.ts";
import { proofSystems } from "../../../node/proving/registry.ts";
import type { ProgramCode } from "../../../node/proving/types.ts";
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

  const programsOf = (maxBytes: number) => {
    const programs = new LoadedPrograms(proofSystems({}), maxBytes);
    return { programs, get: (source: ProgramCode) => programs.use(source, (program) => Promise.resolve(program)) };
  };

  it("are loaded once, also by calls at the same time", async () => {
    const { get } = programsOf(code.length);
    const [first, second] = await Promise.all([get(padded(0)), get(padded(0))]);
    assert.equal(first, second);
    assert.equal(await get(padded(0)), first);
  });

  it("are not kept when they cannot be loaded", async () => {
    const { programs, get } = programsOf(code.length);
    const broken = programCodeOf({ vmTypeID: vmTypes.circom, code: Buffer.from("{"), codeExpParam: "" });
    await assert.rejects(get(broken), { code: "PROGRAM_INVALID" });
    await assert.rejects(get({ ...broken, vmTypeID: 77 }), { code: "VM_TYPE_UNSUPPORTED" });
    assert.equal(programs.size, 0);
  });

  it("make room by the least recently used, and one is always kept", async () => {
    const { memory } = await programsOf(1).get(padded(0));
    const { programs, get } = programsOf(2.5 * memory());
    const [a, b, c] = [padded(1), padded(2), padded(3)];
    const [loadedA, loadedB] = [await get(a), await get(b)];
    assert.equal(await get(a), loadedA);
    await get(c);
    assert.equal(programs.size, 2);
    assert.equal(await get(a), loadedA);
    assert.notEqual(await get(b), loadedB);

    const small = programsOf(1);
    assert.equal(await small.get(a), await small.get(a));
    assert.equal(small.programs.size, 1);
  });

  it("are kept while a call uses them", async () => {
    const { programs, get } = programsOf(1);
    const [a, b] = [padded(1), padded(2)];
    await programs.use(a, async (loaded) => {
      await get(b);
      assert.equal(await get(a), loaded);
    });
    assert.equal(programs.size, 1);
  });

  it("share their bytes between callers: the same version is moved to shared memory once", () => {
    const version = { vmTypeID: vmTypes.circom, code: new Uint8Array([1, 2, 3]), codeExpParam: "" };
    assert.equal(programCodeOf(version), programCodeOf(version));
    assert.ok(programCodeOf(version).code.buffer instanceof SharedArrayBuffer);
  });
});
