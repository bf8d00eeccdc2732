import {
  add,
  type CircuitValue,
  constant,
  idxToIndicator,
  isLessThan,
  log,
  makePublic,
  mul,
  numToBits,
  select,
  selectFromIdx,
  witness,
} from "@axiom-crypto/halo2-lib-js";
import assert from "node:assert/strict";
import { recordCircuit } from "../../../../node/proving/systems/halo2-lib/record.ts";

interface Inputs {
  a: CircuitValue;
  list: CircuitValue[];
}

const inputs = { a: 1, list: 2 };
const record = (circuit: (inputs: Inputs) => void) => recordCircuit(inputs, circuit, 7);
const refuses = (circuit: (inputs: Inputs) => void, message: RegExp) =>
  assert.throws(() => record(circuit), { code: "CIRCUIT_UNRECORDABLE", kind: "input", message });

describe("recordCircuit", () => {
  it("writes down what halo2-lib-js calls, wires numbered from the binding on", () => {
    const operations = record(({ a, list: [left, right] }) => {
      const sum = add(mul(left!, right!), 5);
      makePublic(select(sum, a, isLessThan(a, sum, "14")));
    });
    assert.deepEqual(operations, [
      ["make_public", 0],
      ["mul", 2, 3],
      ["constant", "5"],
      ["add", 4, 5],
      ["range_check", 1, 14],
      ["range_check", 6, 14],
      ["is_less_than", 1, 6, 14],
      ["select", 6, 1, 7],
      ["make_public", 8],
    ]);
  });

  it("numbers the results of operations that have several", () => {
    const operations = record(({ a, list }) => {
      const bits = numToBits(a, 3);
      const indicator = idxToIndicator(a, 2);
      makePublic(add(bits[2]!, indicator[1]!));
      makePublic(selectFromIdx(list, a));
    });
    assert.deepEqual(operations.slice(1), [
      ["num_to_bits", 1, 3],
      ["idx_to_indicator", 1, 2],
      ["add", 6, 8],
      ["make_public", 9],
      ["select_from_idx", [2, 3], 1],
      ["make_public", 10],
    ]);
  });

  it("knows the bits of a lookup, which defaults of halo2-lib-js depend on", () => {
    const [, , , compare] = record(({ a, list }) => makePublic(isLessThan(a, list[0]!)));
    assert.deepEqual(compare, ["is_less_than", 1, 2, 251]); // 36 lookups of 7 bits, less one bit
  });

  it("refuses circuits that look at values: another message would make another circuit", () => {
    refuses(({ a, list }) => void (a.value() > 5n && add(list[0]!, a)), /depend on values/);
    refuses(({ a }) => void constant(a.value()), /depend on values/);
    refuses(({ a }) => void Array.from({ length: a.number() % 3 }, () => add(a, a)), /depend on values/);
  });

  it("refuses values that do not come in as inputs", () => {
    refuses(() => void witness(5), /witness\(\)/);
  });

  it("refuses what it cannot record", () => {
    const { halo2lib } = {
      halo2lib: () => (globalThis as unknown as { circuit: { halo2lib: object } }).circuit.halo2lib,
    };
    refuses(() => void (halo2lib() as { ecdsa_benchmark: unknown }).ecdsa_benchmark, /ecdsa_benchmark/);
  });

  it("passes on what the circuit throws, and forgets the recording", () => {
    refuses(() => {
      throw new Error("no such thing");
    }, /no such thing/);
    assert.equal((globalThis as { circuit?: unknown }).circuit, undefined);
  });

  it("prints nothing for log()", () => {
    assert.deepEqual(
      record(({ a }) => log(a)),
      [["make_public", 0]],
    );
  });
});
