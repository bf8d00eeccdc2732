import { createHash } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import type { KeyFiles } from "./key-files.ts";
import type { CircuitSize } from "./size.ts";

/**
 * Writes what these keys are into the key folder: README.md for people, SHA256SUMS (checked with `sha256sum -c`) for
 * machines. The sums cover the circuit's sources too, so that keys of an older circuit are noticed.
 */
export async function writeKeyNotice(options: {
  name: string;
  folder: string;
  keys: KeyFiles;
  r1cs: string;
  size: CircuitSize;
  publicPtau: string | undefined;
  made: { system: "groth16"; beacon: string | undefined } | { system: "plonk" | "fflonk" };
}): Promise<void> {
  const { name, folder, keys, r1cs, size, publicPtau, made } = options;
  const keyFolder = join(folder, "keys");
  const sources = (await readdir(join(folder, "circuit"))).filter((file) => file.endsWith(".circom")).sort();
  const files = [...sources.map((file) => join(folder, "circuit", file)), keys.wasm, keys.zkey, keys.verificationKey];
  const sums = await Promise.all(
    files.map(async (path) => ({ path: relative(keyFolder, path), sha256: await digest("sha256", path) })),
  );
  await writeFile(join(keyFolder, "SHA256SUMS"), sums.map(({ sha256, path }) => `${sha256}  ${path}\n`).join(""));

  const phase1 =
    publicPtau === undefined
      ? "none: straight from secrets that the process knew"
      : `${basename(publicPtau)}, BLAKE2b-512 ${await digest("blake2b512", publicPtau)}`;
  const phase2 =
    made.system !== "groth16"
      ? `none: ${made.system} keys follow from circuit and phase 1 alone`
      : made.beacon === undefined
        ? "none"
        : `one contribution, closed with the beacon ${made.beacon}`;
  const rows = await Promise.all(
    sums.map(async ({ path, sha256 }) => `| ${path} | ${(await stat(join(keyFolder, path))).size} | ${sha256} |`),
  );
  await writeFile(
    join(keyFolder, "README.md"),
    `${publicPtau !== undefined && made.system !== "groth16" ? universalNotice(name) : developmentNotice(name)}
- Circuit: ${size.constraints} constraints (domain of Groth16 2^${size.power}), ${size.publicSignals} public signals
- Proof system: ${made.system}
- Phase 1: ${phase1}
- Phase 2: ${phase2}
- Constraint system (r1cs): SHA-256 ${await digest("sha256", r1cs)}

| file | bytes | SHA-256 |
| --- | --- | --- |
${rows.join("\n")}

\`sha256sum -c SHA256SUMS\` in this folder checks that circuit and keys still belong together.
`,
  );
}

function developmentNotice(name: string): string {
  return `# DEVELOPMENT KEYS: unfit for production

Made by \`node scripts/circuit-setup.ts\`, alone, on one machine. Whoever kept the randomness of that run can forge
proofs of \`${name}\` for any statement. Use them to develop and to test; never let money depend on them. How keys for
production are made is described in W3bstream's docs/proof-systems/circom.md, under "Keys".
`;
}

function universalNotice(name: string): string {
  return `# Keys of \`${name}\`

Made by \`node scripts/circuit-setup.ts\` from a public phase 1; no secret of this machine went into them. They are as
good as that phase 1: compare its hash with the one its ceremony published. Anybody can make them again and compare.
`;
}

async function digest(algorithm: "sha256" | "blake2b512", path: string): Promise<string> {
  return createHash(algorithm)
    .update(await readFile(path))
    .digest("hex");
}
