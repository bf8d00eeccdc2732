import { readFile, writeFile } from "node:fs/promises";
import { Command } from "commander";
import { sha256Of } from "../../protocol/sha256.ts";
import { vmTypes } from "../../protocol/vm-types.ts";
import { print, warn } from "../output.ts";
import { vmTypeNamed } from "../vm-type.ts";
import { packedCode, type PackOptions } from "./packers.ts";

interface Options extends PackOptions {
  vm: number;
  projectVersion: string;
  out: string;
  sample?: string[];
}

/** The data of a task's messages in files, one a message. */
export async function samplesIn(files: string[] | undefined): Promise<string[] | undefined> {
  return files && Promise.all(files.map((file) => readFile(file, "utf8")));
}

/** `w3b project pack` */
export function packCommand(): Command {
  return new Command("pack")
    .description("make a project file of a program")
    .option(
      "--vm <name>",
      "its proof system: a name (circom, plonk, risc0, ...) or vmTypeID",
      vmTypeNamed,
      vmTypes.circom,
    )
    .option("--wasm <file>", "circom, plonk, fflonk: the witness calculator that circom compiled")
    .option("--zkey <file>", "circom, plonk, fflonk: the proving key that snarkjs made")
    .option("--circuit <file>", "halo2-lib: the circuit's module; IT IS RUN, so only your own")
    .option("--srs <file>", "halo2-lib: the set-up for its 2^k rows (scripts/halo2-setup.ts)")
    .option("--module <file>", "halo2, zkwasm: the WebAssembly module")
    .option("--methods <file>", "risc0: the methods.rs that risc0-build generated")
    .option("--guest <name>", "risc0: the guest's constants there are <name>_ELF and <name>_ID")
    .option("--code <file>", "any: the code as its prover takes it")
    .option("--code-exp-param <text>", "any: what the prover is told besides")
    .requiredOption("--project-version <version>", "the version's name, e.g. v1.0.0")
    .requiredOption("--out <file>", "where to write the project file")
    .option("--sample <files...>", "data of a task's messages, one file a message: it is run and proved with it")
    .action(async ({ vm: vmTypeID, projectVersion, out, sample, ...files }: Options, command: Command) => {
      const { packProjectFile } = await import("../../protocol/project-file.ts");
      const { rehearseProgram } = await import("../../proving/rehearse.ts");
      const version = { version: projectVersion, vmTypeID, ...(await packedCode(vmTypeID, files)), output: {} };
      const { programId, warnings = [], instances } = await rehearseProgram(version, await samplesIn(sample));
      if (instances !== undefined) {
        warnings.push(
          `Its verifier contract has to take exactly ${instances} instances: of one more, any value would pass as part ` +
            "of the proof. w3b project publish --sample tries the contract.",
        );
      }
      warn(warnings);
      const bytes = packProjectFile({ defaultVersion: projectVersion, versions: [version] });
      await writeFile(out, bytes);
      const result = { file: out, bytes: bytes.length, sha256: sha256Of(bytes), programId, warnings };
      const program = programId ?? "whose id its code does not tell";
      print(command, result, () => `Wrote ${out}: ${bytes.length} bytes, SHA-256 ${result.sha256}, program ${program}`);
    });
}
