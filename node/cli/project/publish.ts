import { readFile } from "node:fs/promises";
import { Command } from "commander";
import type { OwnChoice } from "../../chain/actions/publish.ts";
import { sha256Of } from "../../protocol/sha256.ts";
import { callerContext } from "../context.ts";
import { address, bytes32, hexIn, integer, options, uint } from "../options.ts";
import { print, warn } from "../output.ts";
import { samplesIn } from "./pack.ts";
import { upload } from "./upload.ts";

interface Options extends Omit<OwnChoice, "snarkCalldata"> {
  snarkCalldata?: string;
  uri?: string;
  filesUrl?: string;
  sample?: string[];
}

/** `w3b project publish` */
export function publishCommand(): Command {
  return new Command("publish")
    .description("publish a project file: its URI and SHA-256, and the program of each version that takes no tasks yet")
    .argument("<project>", "the project's id", uint)
    .argument("<file>", "the project file, as it is at the URI")
    .option(
      "--uri <uri>",
      "where nodes fetch the file: http(s)://... or ipfs://<endpoint>/<cid>; w3b dev serves it itself",
    )
    .addOption(options.filesUrl())
    .option("--verifier <address>", "verify with this contract, e.g. the registry's route or one of your own", address)
    .option("--program-id <bytes32>", "what proofs are about on chain, where the code does not tell", bytes32)
    .option("--snark-verifier <address>", "the contract that snark-verifier generated for the circuit", address)
    .option(
      "--instances <number>",
      "how many public values that contract takes; w3b's own Halo2 prover makes 3",
      integer(1, 256),
    )
    .option("--snark-calldata <file>", "calldata that contract accepts, in hex: it is tried with it")
    .option(
      "--sample <files...>",
      "data of a task's messages, one file a message: each version's program is run with it",
    )
    .action(async (projectId: bigint, file: string, settings: Options, command: Command) => {
      const { publishVersions } = await import("../../chain/actions/publish.ts");
      const { setProjectConfig } = await import("../../chain/actions/project.ts");
      const { parseProjectFile } = await import("../../protocol/project-file.ts");
      const { rehearseProgram } = await import("../../proving/rehearse.ts");
      const { unservedWarnings } = await import("../../chain/actions/served-vm-types.ts");
      const bytes = await readFile(file);
      const { versions } = parseProjectFile(bytes);
      const caller = await callerContext(command);
      const sample = await samplesIn(settings.sample);
      const programs = [];
      for (const version of versions) programs.push(await rehearseProgram(version, sample)); // one worker at a time
      const unserved = await unservedWarnings(
        caller,
        programs.map(({ vmType }) => vmType),
      );
      const warnings = [
        ...programs.flatMap(({ version, warnings: said = [] }) => said.map((text) => `${version}: ${text}`)),
        ...unserved,
      ];
      warn(warnings);
      const snarkCalldata = settings.snarkCalldata ? await hexIn(settings.snarkCalldata) : undefined;
      const published = await publishVersions(
        caller,
        projectId,
        programs,
        { ...settings, snarkCalldata },
        (sentence) => {
          warn([sentence]);
          warnings.push(sentence);
        },
      );
      const hash = sha256Of(bytes);
      const uri = settings.uri ?? (await upload(settings.filesUrl, bytes, hash));
      await setProjectConfig(caller, projectId, uri, hash);
      print(command, { projectId, uri, hash, published, warnings }, () =>
        [
          `Project ${projectId} now has the file ${uri} (SHA-256 ${hash}).`,
          ...published.map(({ version, programId }) => `Published version ${version}: program ${programId}`),
        ].join("\n"),
      );
    });
}
