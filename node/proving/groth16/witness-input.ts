import { W3bError } from "../../protocol/errors.ts";
import { SCALAR_MODULUS } from "../../protocol/bn254.ts";

/** A circuit's input signals by name; field elements as integers or decimal strings, arrays nested as in the circuit. */
export interface CircuitInput {
  [signal: string]: InputValue;
}
export type InputValue = number | bigint | string | readonly InputValue[];

/** The values of an input in the order of the circuit's arrays, each in the range from 0 to r - 1. */
export function elementsOf(name: string, value: InputValue): bigint[] {
  const values: readonly InputValue[] = Array.isArray(value)
    ? ((value as unknown[]).flat(Infinity) as InputValue[])
    : [value];
  return values.map((item) => {
    const isInteger =
      typeof item === "bigint" ||
      (typeof item === "number" && Number.isSafeInteger(item)) ||
      (typeof item === "string" && item.length <= MAX_DIGITS && /^-?\d+$/.test(item));
    if (!isInteger) throw inputInvalid(`a value of the input ${JSON.stringify(name)} is not an integer`);
    const reduced = BigInt(item) % SCALAR_MODULUS;
    return reduced < 0n ? reduced + SCALAR_MODULUS : reduced;
  });
}

/** Digits of a decimal string: conversion takes time that grows faster than its length. */
const MAX_DIGITS = 100;

/** 64-bit FNV-1a in two halves: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv */
export function signalHash(name: string): [high: number, low: number] {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(name)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return [Number(hash >> 32n) | 0, Number(hash & 0xffffffffn) | 0];
}

/** INPUTS_INVALID (input). */
export function inputInvalid(reason: string): W3bError {
  return new W3bError("INPUTS_INVALID", `The input does not fit the circuit: ${reason}.`, {
    kind: "input",
    action: "Send a JSON object with the circuit's input signals by name, values as integers or decimal strings.",
  });
}
