import { W3bError } from "../../../protocol/errors.ts";
import { vmTypes } from "../../../protocol/vm-types.ts";
import { defaultRemoteLimits } from "../../remote/limits.ts";
import { RemoteService } from "../../remote/service.ts";
import type { ProgramDescription, ProofSystem } from "../../types.ts";
import { Delphinus } from "./delphinus.ts";
import { readModule, type ZkWasmModule } from "./module.ts";
import { readParameters } from "./parameters.ts";
import { ZkWasmRemoteProgram } from "./program.ts";
import type { ZkWasmSettings } from "./settings.ts";

export type { ZkWasmSettings } from "./settings.ts";

/**
 * Modules for Delphinus' zkWASM, proved by its proving service; the code is the module. Without settings programs can
 * be described and dry-run, and whoever wants a proof gets REMOTE_PROVER_NOT_CONFIGURED. Throws
 * REMOTE_PROVER_SETTINGS_INVALID (input).
 */
export function zkWasm(settings?: ZkWasmSettings): ProofSystem {
  const limits = { ...defaultRemoteLimits, ...settings?.limits };
  const delphinus =
    settings && delphinusOf(settings, new RemoteService("the zkWASM proving service", settings.url, limits));
  return {
    vmTypeID: vmTypes.zkwasm,
    name: "zkwasm",
    remote: true,
    async describe(code, codeExpParam): Promise<ProgramDescription> {
      const { program, programId } = readParameters(codeExpParam);
      await readModule(code);
      return { programId, verifier: "zkWasmVerifier", binding: "native", key: program };
    },
    read: async (code) => readModule(code),
    async load(code, codeExpParam, _codeHash, read?: unknown) {
      const parameters = readParameters(codeExpParam);
      const module = (read as ZkWasmModule | undefined) ?? (await readModule(code));
      return new ZkWasmRemoteProgram(module, parameters, delphinus, limits);
    },
  };
}

function delphinusOf({ privateKey, circuitSize = 22 }: ZkWasmSettings, service: RemoteService): Delphinus {
  const isSize = Number.isInteger(circuitSize) && circuitSize >= 18 && circuitSize <= 30;
  if (/^0x[0-9a-fA-F]{64}$/.test(privateKey) && isSize) return new Delphinus(service, privateKey, circuitSize);
  throw new W3bError(
    "REMOTE_PROVER_SETTINGS_INVALID",
    "The zkWASM service's private key or circuit size is not valid.",
    {
      kind: "input",
      action: "Give 0x and 64 hex digits, and a size from 18 to 30.",
    },
  );
}
