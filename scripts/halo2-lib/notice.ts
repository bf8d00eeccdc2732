import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256Of } from "../../node/protocol/sha256.ts";
import type { Config } from "../../node/proving/systems/halo2-lib/code.ts";

/**
 * Writes what was packed into the key folder: README.md for people, SHA256SUMS (checked with `sha256sum -c`) for
 * machines. The sums cover the circuit's sources too, so that a key of an older circuit is noticed.
 */
export async function writeNotice(options: {
  folder: string;
  name: string;
  config: Config;
  cells: { advice: number; lookup: number; fixed: number };
  programId: string;
  srs: Uint8Array;
  /** The set-up's file; undefined for a development one. */
  source: string | undefined;
}): Promise<void> {
  const { folder, name, config, cells, programId, srs, source } = options;
  const sources = (await readdir(join(folder, "circuit"))).sort();
  const files = [...sources.map((file) => `../circuit/${file}`), `${name}.json`];
  const sums = await Promise.all(
    files.map(async (file) => `${sha256Of(await readFile(join(folder, "keys", file))).slice(2)}  ${file}\n`),
  );
  await writeFile(join(folder, "keys", "SHA256SUMS"), sums.join(""));
  await writeFile(
    join(folder, "keys", "README.md"),
    `${source === undefined ? development(name) : `# Key and set-up\n\nThe set-up is that of ${source}.`}

- \`${name}.json\`: the code of the project file's version, before it is deflated: the circuit's operations,
  its key and the set-up
- Program: ${programId}
- Configuration: k ${config.k}, numAdvice ${config.numAdvice}, numLookupAdvice ${config.numLookupAdvice}, numLookupBits ${config.numLookupBits}
- Circuit: ${cells.advice} cells, ${cells.lookup} lookups, ${cells.fixed} constants
- Set-up: SHA-256 ${sha256Of(srs).slice(2)}

\`sha256sum -c SHA256SUMS\` in this folder checks that circuit and key still belong together.
`,
  );
}

const development = (name: string) => `# DEVELOPMENT SET-UP: unfit for production

Made by \`node scripts/halo2-setup.ts\`, alone, on one machine. Whoever kept the secret of that run can forge proofs of
\`${name}\` for any statement. Use it to develop and to test; never let money depend on it. How a program
for production is made is described in the README of the folder above.`;
