import { z } from "zod";
import { W3bError } from "../../../protocol/errors.ts";
import { vmTypes } from "../../../protocol/vm-types.ts";
import { type BindingName, bindings } from "../../types.ts";
import { type ResultForm, resultForms } from "../../vm-protocol/result-forms.ts";
import { projectIdTypes } from "../../vm-protocol/services.ts";

/** How to reach a prover that is a gRPC service, as an operator sets it: plain data. */
export type GrpcProverSettings = z.input<typeof schema>;

/** The same with every default filled in. */
export type ServiceSettings = z.output<typeof schema> & {
  address: string;
  secure: boolean;
  result: ResultForm;
  binding: BindingName;
};

/**
 * Settings with their defaults, the URL taken apart. Throws CONFIG_INVALID (input) naming the setting.
 */
export function readSettings(settings: GrpcProverSettings): ServiceSettings {
  const parsed = schema.safeParse(settings);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw configInvalid(`${issue?.path.join(".") || "settings"}: ${issue?.message ?? "unknown"}`);
  }
  const { address, secure } = addressOf(parsed.data.url);
  if (!secure && parsed.data.tls !== undefined) {
    throw configInvalid("tls is set, but the url is not https:// or grpcs://");
  }
  // W3bstream's services for Halo2 prove its template circuit; all others name their task as this network does.
  const isTemplate = parsed.data.vmTypeID === vmTypes.halo2;
  const { result = isTemplate ? "template" : "seal-journal", binding = isTemplate ? "template" : "native" } =
    parsed.data;
  return { ...parsed.data, address, secure, result, binding };
}

/** `https://` and `grpcs://` are TLS; `http://`, `grpc://` and a bare `host:port` are plain text. */
function addressOf(url: string): { address: string; secure: boolean } {
  const [, scheme = "grpc", address = ""] = /^(?:(https?|grpcs?):\/\/)?([^/\s@]+)\/?$/.exec(url) ?? [];
  if (address === "") throw configInvalid("url: must be https://host:port, grpc://host:port or host:port");
  const secure = scheme.endsWith("s");
  const hasPort = /(?:^|[^:]|\]):\d{1,5}$/.test(address);
  return { address: hasPort ? address : `${address}:${secure ? 443 : 80}`, secure };
}

function configInvalid(reason: string): W3bError {
  return new W3bError("CONFIG_INVALID", `The settings of a gRPC prover are not valid: ${reason}.`, {
    kind: "input",
    action: "See docs/proof-systems/bring-your-own.md.",
  });
}

const milliseconds = (least: number, standard: number) => z.number().int().min(least).max(86_400_000).default(standard);
const bytes = (standard: number) =>
  z
    .number()
    .int()
    .min(1024)
    .max(2 ** 30)
    .default(standard);

const schema = z.strictObject({
  /** The vmTypeID of the project files this service proves. */
  vmTypeID: z.number().int().min(0).max(65_535),
  /** What people call it. */
  name: z.string().min(1).max(64).default("grpc"),
  url: z.string().min(1).max(2048),
  /** Which of the two services it serves; `auto` asks it with the first program. */
  proto: z.enum(["vm", "vm_runtime", "auto"]).default("auto"),
  /** Of the newer service: which of its two forms. */
  projectIdType: z.enum(projectIdTypes).default("string"),
  /** What its results are, and how its programs name their task: a project's codeExpParam may say otherwise. */
  result: z.enum(resultForms).optional(),
  binding: z.enum(bindings).optional(),
  /** Of the newer service: whether programs are sent as project files carry them or inflated. */
  code: z.enum(["zlib", "raw"]).default("zlib"),
  /** Files in PEM. Without `caFile` the system's authorities are trusted; cert and key are the node's own. */
  tls: z
    .strictObject({
      caFile: z.string().optional(),
      certFile: z.string().optional(),
      keyFile: z.string().optional(),
      /** The name its certificate has, where it is not the host of the URL. */
      serverName: z.string().optional(),
    })
    .refine(({ certFile, keyFile }) => (certFile === undefined) === (keyFile === undefined), {
      error: "certFile and keyFile go together",
    })
    .optional(),
  /** Longest one task may take: making the program known, all tries and all pauses. */
  deadlineMs: milliseconds(1, 600_000),
  /** Longest one try may take; the whole deadline unless set. */
  attemptMs: milliseconds(1, 86_400_000),
  /** Tries after the first, of a service that does not answer. */
  retries: z.number().int().min(0).max(100).default(5),
  maxRequestBytes: bytes(264 * 2 ** 20),
  maxResultBytes: bytes(2 ** 20),
  /** Most proofs of dry runs that are kept for their tasks. */
  keptProofs: z.number().int().min(1).max(10_000).default(64),
});
