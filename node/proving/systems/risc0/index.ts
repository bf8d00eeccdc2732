import { W3bError } from "../../../protocol/errors.ts";
import { vmTypes } from "../../../protocol/vm-types.ts";
import { defaultRemoteLimits } from "../../remote/limits.ts";
import { RemoteService } from "../../remote/service.ts";
import type { ProgramDescription, ProofSystem } from "../../types.ts";
import { Bonsai } from "./bonsai.ts";
import { programInvalid } from "./failures.ts";
import { imageIdOf } from "./image-id.ts";
import { type Methods, readMethods } from "./methods.ts";
import { officialParameters } from "./official.ts";
import { ReceiptVerifier } from "./parameters.ts";
import { RiscZeroProgram } from "./program.ts";
import { ServiceVersion } from "./service-version.ts";
import type { RiscZeroSettings } from "./settings.ts";
import type { RiscZeroVersions } from "./versions.ts";

export type { RiscZeroSettings } from "./settings.ts";
export type { RiscZeroVersions } from "./versions.ts";

/**
 * RISC Zero guests, proved by Bonsai or a self-hosted Bento; the code is the text of a methods.rs. Without settings
 * programs can be described and proofs checked, and whoever wants a proof gets REMOTE_PROVER_NOT_CONFIGURED. Which
 * versions' receipts are good `contract` says; without one, the settings, or else this release. Throws
 * REMOTE_PROVER_SETTINGS_INVALID (input).
 */
export function riscZero(settings?: RiscZeroSettings, contract?: RiscZeroVersions): ProofSystem {
  const limits = { ...defaultRemoteLimits, ...settings?.limits };
  const verifier = new ReceiptVerifier(settings?.parameters ?? officialParameters(), contract);
  const version = new ServiceVersion(verifier);
  const bonsai = settings && bonsaiOf(settings, new RemoteService("the RISC Zero prover", settings.url, limits));
  return {
    vmTypeID: vmTypes.risc0,
    name: "risc0",
    remote: true,

    async describe(code, codeExpParam): Promise<ProgramDescription> {
      const { imageId } = methodsOf(code, codeExpParam);
      return { programId: imageId, verifier: "riscZeroVerifier", binding: "native" };
    },

    read: async (code, codeExpParam) => methodsOf(code, codeExpParam),

    async load(code, codeExpParam, _codeHash, read?: unknown) {
      const methods = (read as Methods | undefined) ?? methodsOf(code, codeExpParam);
      return new RiscZeroProgram(methods, bonsai, verifier, version, limits);
    },
  };
}

function bonsaiOf({ apiKey, version, execCycleLimit }: RiscZeroSettings, service: RemoteService): Bonsai {
  if (!/^[\x21-\x7e]{1,1000}$/.test(apiKey) || !/^\d+\.\d+\.\d+[\w.+-]{0,50}$/.test(version)) {
    throw new W3bError("REMOTE_PROVER_SETTINGS_INVALID", "The RISC Zero prover's API key or version is not valid.", {
      kind: "input",
      action: 'Give a key without spaces and a version of the risc0-zkvm crate such as "1.2.5".',
    });
  }
  return new Bonsai(service, apiKey, version, execCycleLimit);
}

/**
 * Up to 1.x a guest is an ELF file, whose id is computed here. Ids from 2.0 on are made with Poseidon2 over the guest
 * and RISC Zero's kernel: there the constant is taken at its word, and a wrong one only makes proofs that no verifier
 * accepts.
 */
function methodsOf(code: Uint8Array, codeExpParam: string): Methods {
  const methods = readMethods(code, codeExpParam);
  const magic = Buffer.from(methods.elf.subarray(0, 4)).toString("latin1");
  if (magic === "R0BF") return methods;
  const computed = imageIdOf(methods.elf);
  if (computed === methods.imageId) return methods;
  throw programInvalid(`its image id is ${computed}, and its constant says ${methods.imageId}`);
}
