import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { WitnessCalculator } from "../../node/proving/groth16/witness.ts";
import { readZkey } from "../../node/proving/groth16/zkey.ts";

const script = fileURLToPath(new URL("../../scripts/circuit-setup.ts", import.meta.url));

describe("circuit:setup", function () {
  this.timeout(240_000);
  let work: string;

  beforeEach(() => (work = realpathSync(mkdtempSync(join(tmpdir(), "w3b-circuit-")))));
  afterEach(() => rmSync(work, { recursive: true }));

  /** Runs in the folder of a project of somebody else's, whose circuit is `circuit/circuit/circuit.circom`. */
  function setUp(source: string, ...options: string[]) {
    mkdirSync(join(work, "circuit/circuit"), { recursive: true });
    writeFileSync(join(work, "circuit/circuit/circuit.circom"), source);
    const { status, stderr } = spawnSync(process.execPath, [script, "circuit", ...options], { cwd: work });
    return { status, stderr: stderr.toString() };
  }

  function library(folder: string, file: string, source: string): void {
    mkdirSync(join(work, folder), { recursive: true });
    writeFileSync(join(work, folder, file), source);
  }

  it("finds circomlib by its files' names, packages behind symbolic links, and what -l names", () => {
    // As zk-kit, Semaphore and MACI include each other, and as pnpm, workspaces and `npm link` lay packages out.
    library("store/tree/src", "pair.circom", PAIR);
    library("shared", "double.circom", DOUBLE);
    mkdirSync(join(work, "node_modules/@scope"), { recursive: true });
    symlinkSync(join(work, "store/tree"), join(work, "node_modules/@scope/tree"));
    const { status, stderr } = setUp(CIRCUIT, "-l", "shared", "-l", "node_modules/@scope/tree/src");
    assert.equal(status, 0, stderr);

    const keys = (name: string) => readFileSync(join(work, "circuit/keys", name));
    const calculator = new WitnessCalculator(keys("circuit.wasm"));
    const zkey = readZkey(keys("circuit.zkey"));
    assert.equal(zkey.variables, calculator.size);
    assert.equal(zkey.publicSignals, 2);
    const { nPublic, IC } = JSON.parse(keys("verification_key.json").toString()) as { nPublic: number; IC: unknown[] };
    assert.deepEqual([nPublic, IC.length], [2, 3]);
    assert.match(keys("README.md").toString(), /^# DEVELOPMENT KEYS/);
    assert.equal(calculator.calculate({ binding: 7, value: 3 }).length, 32 * calculator.size);
  });

  it("makes keys of the circuit that docs/register-a-project.md begins with, which counts its sample as it says", () => {
    const guide = readFileSync(new URL("../../docs/register-a-project.md", import.meta.url), "utf8");
    const [, source = ""] = /```circom\n(.*?)```/s.exec(guide) ?? [];
    const [, sample = ""] = /`sample\.json` is `(.*?)`/.exec(guide) ?? [];
    const { status, stderr } = setUp(source);
    assert.equal(status, 0, stderr);
    const calculator = new WitnessCalculator(readFileSync(join(work, "circuit/keys/circuit.wasm")));
    const inputs = JSON.parse(sample) as Record<string, number[]>;
    const witness = Buffer.from(calculator.calculate({ binding: 7, ...inputs }));
    // Numbers of 32 bytes, the lowest byte first: one, binding, inputHash, dry.
    assert.deepEqual([witness[32], witness[96]], [7, 2]);
  });

  it("says which file is missing where the folder is another, and makes no folder", () => {
    const { status, stderr } = spawnSync(process.execPath, [script, "nowhere"], { cwd: work, encoding: "utf8" });
    assert.equal(status, 1);
    assert.match(stderr, /There is no circuit .*nowhere\/circuit\/nowhere\.circom/);
    assert.equal(existsSync(join(work, "nowhere")), false);
  });

  it("says that -l is missing where a file is not found, and refuses a -l that is no folder", () => {
    assert.match(setUp(CIRCUIT).stderr, /double\.circom[^]*Name the folder that the included file is in: -l FOLDER/);
    assert.match(setUp(CIRCUIT, "-l", "nowhere").stderr, /There is no folder nowhere for -l/);
  });

  it("refuses custom templates, which snarkjs' set-ups leave out: anyone could prove anything of them", () => {
    assert.match(setUp(CUSTOM).stderr, /has custom templates/);
  });
});

const PAIR = `pragma circom 2.1.0;
include "poseidon.circom";
template Pair() {
    signal input in[2];
    signal output out <== Poseidon(2)(in);
}
`;

const DOUBLE = `pragma circom 2.1.0;
template Double() {
    signal input in;
    signal output out <== in + in;
}
`;

const CIRCUIT = `pragma circom 2.1.0;
include "circomlib/circuits/poseidon.circom";
include "double.circom";
include "pair.circom";
include "@scope/tree/src/pair.circom";
template Circuit() {
    signal input binding;
    signal input value;
    signal output taskBinding <== binding;
    signal output inputHash <== Pair()([value, Double()(Poseidon(1)([value]))]);
}
component main = Circuit();
`;

const CUSTOM = `pragma circom 2.0.6;
pragma custom_templates;
template custom Product() {
    signal input a;
    signal input b;
    signal output c;
    c <-- a * b;
}
template Circuit() {
    signal input binding;
    signal input value;
    signal output taskBinding <== binding;
    signal output inputHash;
    component product = Product();
    product.a <== value;
    product.b <== value;
    inputHash <== product.c;
}
component main = Circuit();
`;
