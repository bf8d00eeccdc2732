import assert from "node:assert/strict";
import { KeptFiles } from "../../../node/data/kept-files.ts";

const MiB = 1024 * 1024;
const fileOf = (bytes: number) => ({
  defaultVersion: "v1",
  // A length is all that counts; the memory is not there.
  versions: [{ version: "v1", vmTypeID: 5, code: { length: bytes } as Uint8Array, codeExpParam: "", output: {} }],
});

describe("kept project files", () => {
  let kept: KeptFiles;
  let loads: string[];
  beforeEach(() => void ([kept, loads] = [new KeptFiles(), []]));
  const get = (key: string, bytes: number) =>
    kept.get(key, () => {
      loads.push(key);
      return Promise.resolve(fileOf(bytes));
    });

  it("are hundreds of small ones, whatever large ones strangers publish", async () => {
    const small = Array.from({ length: 200 }, (_, id) => `small ${id}`);
    for (const key of small) await get(key, MiB);
    for (let id = 0; id < 10; id++) await get(`large ${id}`, 250 * MiB);
    loads = [];
    for (const key of small) await get(key, MiB);
    assert.deepEqual(loads, []);
  });

  it("are no more large ones than have room together, those used last", async () => {
    for (const key of ["a", "b", "a", "c"]) await get(key, 200 * MiB);
    assert.deepEqual(loads, ["a", "b", "c"]);
    for (const key of ["a", "c", "b"]) await get(key, 200 * MiB);
    assert.deepEqual(loads, ["a", "b", "c", "b"]);
  });

  it("are no more small ones than have room together", async () => {
    for (let id = 0; id < 20; id++) await get(`${id}`, 16 * MiB);
    loads = [];
    for (const key of ["19", "4", "0"]) await get(key, 16 * MiB);
    assert.deepEqual(loads, ["0"]);
  });
});
