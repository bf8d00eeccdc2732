import assert from "node:assert/strict";
import { join } from "node:path";
import { wtns } from "snarkjs";
import { compileCircuit, type CompiledCircuit } from "../../../scripts/circuit/compile.ts";
import { evaluate, readR1cs, type R1cs } from "./r1cs.ts";
import { binding, buildFolder, calculate, projectFolder, signed, window } from "./support.ts";

/** The circuit's input signals, all of them the prover's to choose. */
const INPUT = /^main\.(binding|count|(time|temperature|co2|publicKey|R8)\[\d+\]|S)$/;

/** Free by design: the inverse that circomlib's test for zero asks for, where what is tested is zero. */
const INVERSE_OF_ZERO = /\.eqCheck[XY]\.isz\.inv$/;

describe("room-climate: nothing in the constraints is left to the prover's choice", () => {
  const build = buildFolder();
  let compiled: CompiledCircuit;
  let r1cs: R1cs;

  before(async () => {
    // Unoptimised, so that each signal is fixed by the constraint that the source gives it.
    compiled = await compileCircuit(join(projectFolder, "circuit/room-climate.circom"), build.folder, 0);
    r1cs = readR1cs(compiled);
  });
  after(() => build.remove());

  for (const count of [16, 1]) {
    it(`with ${count} readings, every signal follows from the inputs`, async () => {
      const witness = await witnessOf(count);
      for (const [a, b, c] of r1cs.constraints) {
        const product = evaluate(a, witness, r1cs.prime) * evaluate(b, witness, r1cs.prime);
        assert.equal(product % r1cs.prime, evaluate(c, witness, r1cs.prime));
      }
      const free = undetermined(r1cs, witness).map((wire) => r1cs.wires[wire]!);
      assert.deepEqual(
        free.filter((names) => !names.some((name) => INVERSE_OF_ZERO.test(name))),
        [],
      );
    });
  }

  it("notices when a signal is left free", async () => {
    const witness = await witnessOf(16);
    const maximum = r1cs.wires.findIndex((names) => names.includes("main.maxCo2"));
    const without = r1cs.constraints.filter((parts) => !parts.some((part) => part.has(maximum)));
    assert.ok(undetermined({ ...r1cs, constraints: without }, witness).includes(maximum));
  });

  async function witnessOf(count: number): Promise<bigint[]> {
    return wtns.exportJson(await calculate({ ...signed(window.slice(0, count)), binding }, compiled.wasm));
  }
});

/**
 * The wires that could move a little while the inputs stay and every constraint keeps holding. Each constraint is
 * linearised at the witness; one that has a single unknown wire left fixes that wire, and so on until none does.
 */
function undetermined({ prime, constraints, wires }: R1cs, witness: readonly bigint[]): number[] {
  const known = new Set([0]);
  for (const [wire, names] of wires.entries()) if (names.some((name) => INPUT.test(name))) known.add(wire);
  const rows = constraints.map(([a, b, c]) => {
    const [valueA, valueB] = [evaluate(a, witness, prime), evaluate(b, witness, prime)];
    const unknown = [...new Set([...a.keys(), ...b.keys(), ...c.keys()])].filter((wire) => {
      const slope = (a.get(wire) ?? 0n) * valueB + (b.get(wire) ?? 0n) * valueA - (c.get(wire) ?? 0n);
      return !known.has(wire) && slope % prime !== 0n;
    });
    return new Set(unknown);
  });
  const rowsOf = wires.map((): Set<number>[] => []);
  for (const row of rows) for (const wire of row) rowsOf[wire]!.push(row);

  const ready = rows.filter((row) => row.size === 1);
  for (let row = ready.pop(); row !== undefined; row = ready.pop()) {
    const [wire] = row;
    if (wire === undefined) continue; // fixed by another constraint in the meantime
    known.add(wire);
    for (const other of rowsOf[wire]!) {
      other.delete(wire);
      if (other.size === 1) ready.push(other);
    }
  }
  return [...wires.keys()].filter((wire) => !known.has(wire));
}
