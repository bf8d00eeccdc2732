import { Arithmetic } from "./arithmetic.ts";
import { CosetTransform } from "./coset.ts";
import { G1, G2, PairBatch, type Curve } from "./curve.ts";
import { chooseWindows, Msm, newWorkspace } from "./msm.ts";

/**
 * Single operations of the WebAssembly back end by name, for tests; names and operands as in native/primitives.hpp:
 * plain integers of 32 bytes, little endian; affine points.
 */
export function wasmPrimitive(name: string, x: Uint8Array, y: Uint8Array): Uint8Array {
  const arithmetic = new Arithmetic();
  const [group, operation] = name.replace("Portable", "").split(".") as [string, string];
  if (operation === "transform") return transform(arithmetic, x);
  if (group === "g1" || group === "g2") return onCurve(arithmetic, group === "g1" ? G1 : G2, operation, x, y);
  const field = group === "fr" ? "frm" : "f1m";
  const [a, b] = [toMontgomery(arithmetic, field, x), toMontgomery(arithmetic, field, y)];
  const out = arithmetic.alloc(x.length);
  const call = (operationName: string, ...operands: number[]) =>
    arithmetic.call[`${group === "fq2" ? "f2m" : field}_${operationName}`]!(...operands, out);
  if (operation === "double") call("add", a, a);
  else if (operation === "neg" || operation === "square" || operation === "inverse") call(operation, a);
  else call(operation, a, b);
  return fromMontgomery(arithmetic, field, out, x.length);
}

function onCurve(arithmetic: Arithmetic, curve: Curve, operation: string, x: Uint8Array, y: Uint8Array): Uint8Array {
  const size = 2 * curve.n8;
  const call = (name: string, ...operands: number[]) => arithmetic.call[`${curve.prefix}_${name}`]!(...operands);
  const out = arithmetic.alloc(3 * curve.n8);
  const affine = () => {
    call("toAffine", out, out);
    return fromMontgomery(arithmetic, "f1m", out, size);
  };
  const a = toMontgomery(arithmetic, "f1m", x);
  if (operation === "onCurve") return Uint8Array.of(call("inCurveAffine", a));
  if (operation === "msm") {
    const finite = Array.from({ length: x.length / size }, (_, i) => i).filter(
      (i) => !arithmetic.isZero(a + i * size, size),
    );
    const bases = finite.map((i) => arithmetic.read(a + i * size, size));
    const windows = chooseWindows(x.length / size, ((x.length / size) % 7) + 1); // few levels to many
    const scalars = arithmetic.place(y);
    new Msm(arithmetic, curve, bases, finite, windows).sum(scalars, out, newWorkspace(arithmetic, curve));
    return affine();
  }
  if (operation === "times") {
    call("timesScalarAffine", a, arithmetic.place(y), 32, out);
    return affine();
  }
  const jacobian = (point: number) => {
    const result = arithmetic.alloc(3 * curve.n8); // a denominator other than 1, so that the full addition is tested
    call("toJacobian", point, result);
    const twice = arithmetic.alloc(3 * curve.n8);
    call("double", result, twice);
    call("sub", twice, result, result);
    return result;
  };
  if (operation === "double") {
    call("double", jacobian(a), out);
    return affine();
  }
  const b = toMontgomery(arithmetic, "f1m", y);
  if (operation === "add" || operation === "addMixed") {
    call(operation, jacobian(a), operation === "add" ? jacobian(b) : b, out);
    return affine();
  }
  const batch = new PairBatch(arithmetic, curve);
  batch.push(a, operation === "addPair" ? b : b + 1, out);
  batch.flush();
  return fromMontgomery(arithmetic, "f1m", out, size);
}

function transform(arithmetic: Arithmetic, values: Uint8Array): Uint8Array {
  const address = toMontgomery(arithmetic, "frm", values);
  new CosetTransform(arithmetic, values.length / 32).apply(address);
  return fromMontgomery(arithmetic, "frm", address, values.length);
}

function toMontgomery(arithmetic: Arithmetic, field: string, plain: Uint8Array): number {
  const address = arithmetic.place(plain);
  arithmetic.call[`${field}_batchToMontgomery`]!(address, plain.length / 32, address);
  return address;
}

function fromMontgomery(arithmetic: Arithmetic, field: string, address: number, length: number): Uint8Array {
  arithmetic.call[`${field}_batchFromMontgomery`]!(address, length / 32, address);
  return arithmetic.read(address, length);
}
