import { W3bError } from "../../protocol/errors.ts";

/** Every way in which bytes can fail to be what gnark writes for BN254. */
export function gnarkInvalid(reason: string, cause?: unknown): W3bError {
  return new W3bError("GNARK_INVALID", `This is not a Groth16 key or proof of gnark over BN254: ${reason}.`, {
    kind: "input",
    action: "Write it with WriteTo or WriteRawTo of gnark's groth16 package, on ecc.BN254.",
    cause,
  });
}

/** gnark's extension by which a circuit commits to some of its wires: the equation is then another one. */
export function commitmentsUnsupported(count: number | undefined): W3bError {
  const some = count === undefined ? "commitments" : `${count} commitment${count === 1 ? "" : "s"}`;
  return new W3bError("GNARK_COMMITMENT_UNSUPPORTED", `The circuit has ${some} of gnark's Groth16 extension.`, {
    kind: "input",
    meaning: "The Groth16 verifier contract checks plain Groth16; it would refuse every proof.",
    action:
      "Avoid api.Commit and what uses it (range checks, lookups, emulated arithmetic by default), or bring the verifier contract that gnark exports.",
  });
}
