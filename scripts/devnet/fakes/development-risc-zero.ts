import { bytesToHex, concat, type Hex, stringToBytes } from "viem";
import { sha256Of } from "../../../node/protocol/sha256.ts";
import { claimDigest, keyDigest, parametersDigest, splitDigest } from "../../../node/proving/systems/risc0/digests.ts";
import { type RiscZeroParameters, selectorOf } from "../../../node/proving/systems/risc0/parameters.ts";
import type { RiscZeroVersion } from "../../../node/proving/systems/risc0/versions.ts";
import type { SnarkjsVerifyingKey } from "../../../node/proving/systems/circom-groth16/verifying-key.ts";
import { writeReceipt } from "../../../node/proving/systems/risc0/receipt.ts";
import type { Proof } from "../../../node/proving/types.ts";
import { Groth16Trapdoor } from "./groth16-trapdoor.ts";

/** A RISC Zero version of our own, FOR DEVELOPMENT ONLY: receipts of it say nothing about any execution. */
export interface DevelopmentRiscZero {
  /** What the development network's RiscZeroVerifier is deployed with, and the node's settings name. */
  parameters: RiscZeroParameters;
  /** The same for a node's settings file: plain JSON, the key in the form of snarkjs. */
  plainParameters: { key: SnarkjsVerifyingKey; versions: readonly RiscZeroVersion[] };
  selector: Hex;
  /** A receipt that verifies under `parameters` for any claim; it says nothing about any execution. */
  seal(imageId: Hex, journal: Hex): Proof;
  /** A seal as Bonsai hands it out, in bincode. */
  receipt(imageId: Hex, journal: Hex): Uint8Array;
}

/** Always the same version, so that contracts and nodes of a development network agree. */
export function developmentRiscZero(): DevelopmentRiscZero {
  const trapdoor = new Groth16Trapdoor("w3bstream development RISC Zero", SIGNALS);
  const version = { controlRoot: digestOf("control root"), bn254ControlId: digestOf("control id") };
  const parameters: RiscZeroParameters = { key: trapdoor.key, versions: [version] };
  const selector = selectorOf(version, trapdoor.key);
  const digest = bytesToHex(parametersDigest(version.controlRoot, version.bn254ControlId, keyDigest(trapdoor.key)));
  const seal = (imageId: Hex, journal: Hex): Proof => {
    const claim = splitDigest(claimDigest(imageId, journal));
    const signals = [...splitDigest(version.controlRoot), ...claim, BigInt(version.bn254ControlId)];
    return { journal, proof: concat([selector, trapdoor.prove(signals)]) };
  };
  return {
    parameters,
    plainParameters: { key: trapdoor.plainKey, versions: [version] },
    selector,
    seal,
    receipt: (imageId, journal) => writeReceipt(seal(imageId, journal), claimDigest(imageId, journal), digest),
  };
}

/** Two halves of the control root, two of the claim, and the control id. */
const SIGNALS = 5;

/** Below the field's order, since the control id is a public signal. */
function digestOf(name: string): Hex {
  return `0x00${sha256Of(stringToBytes(`w3bstream development RISC Zero: ${name}`)).slice(4)}`;
}
