import { createRequire } from "node:module";
import { type Address, type Hex, hexToBytes, recoverAddress } from "viem";
import { publicKeyToAddress } from "viem/accounts";

/** The part of the package secp256k1 that is used: libsecp256k1 as a Node addon. */
interface Libsecp256k1 {
  ecdsaRecover(signature: Uint8Array, recovery: number, hash: Uint8Array, compressed: boolean): Uint8Array;
}

const native = openNative();

/** What recovers signers here: libsecp256k1 where its prebuilt addon runs (about 20 times as fast), else noble. */
export const recoveryLibrary: "libsecp256k1" | "noble" = native ? "libsecp256k1" : "noble";

/** The address whose key signed the hash; `signature` is r, s and v (0 or 1). Throws where there is no such key. */
export async function recoverSigner(hash: Hex, signature: Hex): Promise<Address> {
  return (native && recoverWith(native, hash, signature)) ?? recoverAddress({ hash, signature });
}

function recoverWith(library: Libsecp256k1, hash: Hex, signature: Hex): Address {
  const bytes = hexToBytes(signature);
  const key = library.ecdsaRecover(bytes.subarray(0, 64), bytes[64]!, hexToBytes(hash), false);
  return publicKeyToAddress(`0x${Buffer.from(key).toString("hex")}`);
}

/** Not by the package's main module, which falls back silently to JavaScript slower than noble. */
function openNative(): Libsecp256k1 | undefined {
  try {
    return createRequire(import.meta.url)("secp256k1/bindings") as Libsecp256k1;
  } catch {
    return undefined; // no addon for this platform: `recoveryLibrary` says so
  }
}
