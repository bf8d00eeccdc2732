import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { halo2Lib } from "../../../../node/proving/systems/halo2-lib/index.ts";
import { packCircuit } from "../../../../node/proving/systems/halo2-lib/pack.ts";
import { readSrs } from "../../../../node/proving/systems/halo2-lib/srs.ts";
import { developmentPtau, stopCurveThreads } from "../../../../scripts/circuit/ceremony.ts";
import { checkSrs } from "../../../../scripts/halo2-lib/check-srs.ts";
import { developmentSrs } from "../../../../scripts/halo2-lib/development-srs.ts";
import { srsFromPtau } from "../../../../scripts/halo2-lib/ptau.ts";
import { binding, message, tiny } from "./support.ts";

const { k } = tiny.config;

describe("a set-up for halo2-lib", () => {
  let folder: string;
  let ptau: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "w3b-srs-"));
    ptau = await developmentPtau(k, folder);
  });
  after(async () => {
    await stopCurveThreads();
    await rm(folder, { recursive: true });
  });

  const invalid = (message: RegExp) => ({ code: "PTAU_INVALID", kind: "input", message });

  it("comes from a Powers of Tau file of snarkjs, of its power or a smaller one", async () => {
    for (const power of [5, k]) {
      const srs = await srsFromPtau(ptau, power);
      assert.equal(readSrs(srs).k, power);
      checkSrs(srs);
    }
  });

  it("so converted makes proofs", async () => {
    const { code } = packCircuit(tiny, await srsFromPtau(ptau, k));
    const program = await halo2Lib.load(code);
    assert.ok(await program.check(await program.prove({ messages: [message], binding })));
  });

  it("cannot come from a file that is too small, unprepared, truncated or something else", async () => {
    await assert.rejects(srsFromPtau(ptau, k + 1), invalid(/too few powers/));
    await assert.rejects(srsFromPtau(join(folder, `development-${k}.contributed.ptau`), k), invalid(/not prepared/));
    const bytes = await readFile(ptau);
    const other = join(folder, "other.ptau");
    for (const length of [0, 11, 20, 100, bytes.length - 1]) {
      await writeFile(other, bytes.subarray(0, length));
      await assert.rejects(srsFromPtau(other, k), { code: "PTAU_INVALID" }, `${length} bytes`);
    }
    await writeFile(other, Buffer.concat([Buffer.from("zkey"), bytes.subarray(4)]));
    await assert.rejects(srsFromPtau(other, k), invalid(/begin with ptau/));
  });

  describe("is refused", () => {
    const good = developmentSrs(6);
    const n = 2 ** 6;
    const g1 = (index: number) => 4 + 64 * index;
    const g2 = good.length - 256;
    const withBytes = (at: number, bytes: Uint8Array) => {
      const copy = good.slice();
      copy.set(bytes, at);
      return copy;
    };
    const point = (index: number) => good.subarray(g1(index), g1(index + 1));
    const cases: [string, () => Uint8Array, RegExp][] = [
      ["when it is truncated", () => good.subarray(0, -1), /not one of halo2's/],
      ["when it is empty", () => new Uint8Array(), /not one of halo2's/],
      ["with another generator", () => withBytes(g1(0), point(1)), /first power/],
      ["with another generator of G2", () => withBytes(g2, good.subarray(g2 + 128)), /G2 is not/],
      [
        "with a point off the curve",
        () =>
          withBytes(
            g1(9),
            point(9).map((byte) => byte ^ 1),
          ),
        /point 9 /,
      ],
      ["with s G2 off the curve", () => withBytes(g2 + 128, point(1)), /s G2 is not on/],
      ["with a wrong power", () => withBytes(g1(9), point(8)), /powers/],
      ["with the last power wrong", () => withBytes(g1(n - 1), point(n - 2)), /powers/],
      ["with another s G2", () => withBytes(g2 + 128, developmentSrs(5).subarray(-128)), /powers/],
      ["with a wrong Lagrange point", () => withBytes(g1(n + 9), point(n + 8)), /Lagrange/],
    ];
    for (const [what, make, message] of cases) {
      it(what, () => assert.throws(() => checkSrs(make()), { code: "SRS_INVALID", kind: "input", message }));
    }

    it("not at all when it is good", () => checkSrs(good));
  });
});
