import { BASE_MODULUS as Q, SCALAR_MODULUS as R } from "../../node/protocol/bn254.ts";
import { binaryFile, element, uint32 } from "./binary-file.ts";
import { multiplesOfGenerator } from "./generator-multiples.ts";
import { lagrange, secret } from "./lagrange.ts";

/**
 * A Powers of Tau file for circuits of up to 2^power rows, straight from a secret that this process draws and knows:
 * whoever has it forges proofs. A ceremony with one contributor is as insecure and takes a hundred times as long. Holds
 * what PLONK's and FFLONK's set-ups read (snarkjs, src/powersoftau_*.js): powers of tau in G1, tau in G2, and the
 * Lagrange bases of all domains in G1. It cannot be contributed to, and Groth16 finds no alpha and beta in it.
 */
export function insecurePtau(power: number): Uint8Array {
  const tau = secret();
  const powers: bigint[] = [];
  for (let i = 0, value = 1n; i < 2 ** (power + 1) - 1; i++, value = (value * tau) % R) powers.push(value);
  const bases = Array.from({ length: power + 1 }, (_, p) => lagrange(2 ** p, 1n, tau)).flat();
  return binaryFile("ptau", [
    [1, Buffer.concat([uint32(32), element(Q), uint32(power), uint32(power)])],
    [2, multiplesOfGenerator("g1", powers).bytes],
    [3, multiplesOfGenerator("g2", [1n, tau]).bytes],
    [12, multiplesOfGenerator("g1", bases).bytes],
  ]);
}
