import { readFile, writeFile } from "node:fs/promises";
import { Command } from "commander";
import { packProjectFile } from "../../protocol/project-file.ts";
import { sha256Of } from "../../protocol/sha256.ts";
import { vmTypes } from "../../protocol/vm-types.ts";
import { describeProgram } from "../../proving/describe.ts";
import { packCode } from "../../proving/circom/code.ts";
import { print } from "../output.ts";

interface Options {
  wasm: string;
  zkey: string;
  projectVersion: string;
  out: string;
}

/** `w3b project pack` */
export function packCommand(): Command {
  return new Command("pack")
    .description("make a project file from a Circom circuit's wasm and its Groth16 proving key")
    .requiredOption("--wasm <file>", "the witness calculator that circom compiled")
    .requiredOption("--zkey <file>", "the proving key that snarkjs made")
    .requiredOption("--project-version <version>", "the version's name, e.g. v1.0.0")
    .requiredOption("--out <file>", "where to write the project file")
    .action(async ({ wasm, zkey, projectVersion, out }: Options, command: Command) => {
      const code = packCode({ wasm: await readFile(wasm), zkey: await readFile(zkey) });
      const version = { version: projectVersion, vmTypeID: vmTypes.circom, code, codeExpParam: "", output: {} };
      const { programId } = await describeProgram(version);
      const bytes = packProjectFile({ defaultVersion: projectVersion, versions: [version] });
      await writeFile(out, bytes);
      const result = { file: out, bytes: bytes.length, sha256: sha256Of(bytes), programId };
      print(
        command,
        result,
        () => `Wrote ${out}: ${bytes.length} bytes, SHA-256 ${result.sha256}, program ${programId}`,
      );
    });
}
