import { z } from "zod";
import { W3bError } from "../../../protocol/errors.ts";
import type { RemoteLimits } from "../../remote/limits.ts";
import { type SnarkjsVerifyingKey, verifyingKeyOf } from "../circom-groth16/verifying-key.ts";
import { officialParameters } from "./official.ts";
import type { RiscZeroParameters, RiscZeroVersion } from "./parameters.ts";

/** Which Bonsai or Bento proves, as plain data. */
export interface RiscZeroSettings {
  /** The service's address, `http(s)://host[:port][/path]`. */
  url: string;
  /** Bonsai's API key; a Bento takes any text, as the name of a queue. */
  apiKey: string;
  /** The version of the risc0-zkvm crate that the guests were made with, e.g. "1.2.5": Bonsai chooses provers by it. */
  version: string;
  /** Most cycles a guest may run, in millions; default: the service's own limit. */
  execCycleLimit?: number;
  limits?: Partial<RemoteLimits>;
  /**
   * What the verifier contract accepts, its key in the form of snarkjs' verification_key.json; default: RISC Zero's own
   * key and versions. Only development needs another.
   */
  parameters?: { key: SnarkjsVerifyingKey; versions: readonly RiscZeroVersion[] };
}

/**
 * Checks what RemoteService does not, and gives the parameters that are meant. Throws REMOTE_PROVER_SETTINGS_INVALID
 * (input), without the key.
 */
export function parametersOf(settings: RiscZeroSettings | undefined): RiscZeroParameters {
  if (settings === undefined) return officialParameters();
  const parsed = schema.safeParse(settings);
  if (parsed.success) {
    const { parameters } = parsed.data;
    return parameters
      ? { key: verifyingKeyOf(parameters.key), versions: parameters.versions as unknown as RiscZeroVersion[] }
      : officialParameters();
  }
  const path = parsed.error.issues[0]?.path.join(".") ?? "";
  throw new W3bError("REMOTE_PROVER_SETTINGS_INVALID", `The RISC Zero prover's setting ${path} is not valid.`, {
    kind: "input",
    action: 'Give a key without spaces and a version of the risc0-zkvm crate such as "1.2.5".',
  });
}

const coordinate = z.string().regex(/^\d{1,77}$/);
const g1 = z.array(coordinate).length(3);
const g2 = z.array(z.array(coordinate).length(2)).length(3);
const digest = z.string().regex(/^0x[0-9a-fA-F]{64}$/);
const schema = z.object({
  apiKey: z.string().regex(/^[\x21-\x7e]{1,1000}$/),
  version: z.string().regex(/^\d+\.\d+\.\d+[\w.+-]{0,50}$/),
  execCycleLimit: z.int().positive().optional(),
  parameters: z
    .object({
      key: z.object({ vk_alpha_1: g1, vk_beta_2: g2, vk_gamma_2: g2, vk_delta_2: g2, IC: z.array(g1).length(6) }),
      versions: z.array(z.object({ controlRoot: digest, bn254ControlId: digest })).max(100),
    })
    .optional(),
});
