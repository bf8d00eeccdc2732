import { readFileSync } from "node:fs";
import { toHex } from "viem";
import { packCode } from "../../../node/proving/circom/code.ts";
import { programCodeOf } from "../../../node/proving/program-code.ts";
import type { ProgramCode, ProgramInput } from "../../../node/proving/types.ts";
import { vmTypes } from "../../../node/protocol/vm-types.ts";
import type { BenchCircuit } from "../large-circuit.ts";

/** A circuit and its input as the node's pool takes them. */
export function poolTask({ wasm, zkey, input }: BenchCircuit): { code: ProgramCode; task: ProgramInput } {
  const code = programCodeOf({
    vmTypeID: vmTypes.circom,
    code: packCode({ wasm: readFileSync(wasm), zkey: readFileSync(zkey) }),
    codeExpParam: "",
  });
  const signals = JSON.stringify({ ...input, binding: undefined }); // the pool sets the binding
  return { code, task: { messages: [signals], binding: toHex(1, { size: 32 }) } };
}
