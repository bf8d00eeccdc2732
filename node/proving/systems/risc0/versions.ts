import type { Hex } from "viem";
import { W3bError } from "../../../protocol/errors.ts";

/** A RISC Zero version: what recursion programs count, and the last of them. */
export interface RiscZeroVersion {
  controlRoot: Hex;
  bn254ControlId: Hex;
}

/** What a contract says of a selector. */
export interface ToldVersion {
  state: "unknown" | "running" | "stopped";
  version: RiscZeroVersion;
}

/** RiscZeroVerifier contracts that are asked for versions: they decide which receipts are worth anything. */
export interface RiscZeroVersions {
  /**
   * What a contract, the deployment's unless given, accepts under a selector, now; undefined where it tells no versions.
   * Throws W3bError CHAIN_UNREACHABLE (unavailable).
   */
  find(selector: Hex, verifier?: Hex): Promise<ToldVersion | undefined>;
}

/** A version whose receipts the contract refuses. Both may pass: another version may come, or the service get another. */
export function versionRefused(state: "unknown" | "stopped", selector: Hex): W3bError {
  const code = state === "stopped" ? "RISC_ZERO_VERSION_STOPPED" : "RISC_ZERO_VERSION_UNKNOWN";
  const what = state === "stopped" ? "was stopped" : "is not known";
  return new W3bError(code, `The RISC Zero version ${selector} ${what} in the verifier contract.`, {
    kind: "unavailable",
    meaning: "The contract refuses every receipt of the service until that changes, so nothing is claimed for it.",
    action:
      state === "stopped"
        ? "Bring the service to a version that `w3b verifier show` lists as running."
        : "The contract's owner adds it with `w3b verifier add risc0`; or bring the service to a version it lists.",
  });
}
