import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";

const file = fileURLToPath(new URL("../../docs/benchmarks.md", import.meta.url));

/** The benchmarks in the order of the document. */
const sections = ["prove", "node", "index", "gateway"] as const;
export type BenchName = (typeof sections)[number];

/** How the command line asks for a benchmark; `--` is left in it where npm does not run the script. */
const { values: asked } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: { json: { type: "boolean" }, rounds: { type: "string" } },
});

/** How many rounds to measure: `--rounds`, or as many as the benchmark chooses. */
export function roundsOr(chosen: number): number {
  return Number(asked.rounds ?? chosen);
}

/**
 * Prints a benchmark's table, puts it in its section of docs/benchmarks.md and ends, where the command line asks with
 * --json, with one JSON line. `notes` say how it was measured and what limits it.
 */
export async function report(
  name: BenchName,
  result: object,
  table: readonly string[][],
  notes: string,
): Promise<void> {
  const markdown = markdownTable(table);
  console.log(`\n${markdown}\n`);
  const kept = await keptSections();
  kept.set(
    name,
    `## bench:${name}\n\n${notes}\n\n${markdown}\n\nMachine: ${machine()}. ${new Date().toISOString().slice(0, 10)}.\n`,
  );
  const text = sections.flatMap((section) => kept.get(section) ?? []).join("\n");
  await mkdir(dirname(file), { recursive: true });
  const style = await resolveConfig(file);
  await writeFile(`${file}.new`, await format(`${HEAD}\n${text}`, { ...style, parser: "markdown" }));
  await rename(`${file}.new`, file);
  if (asked.json) console.log(JSON.stringify(result));
}

/** The middle value; the upper one of two. NaN for none. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** The value below which a share (0 to 1) of the values lies. NaN for none. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

export interface Times {
  /** Of all threads of this process. */
  cpuMs: number;
  wallMs: number;
}

export async function timed(work: () => unknown): Promise<Times> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: round2((user + system) / 1000), wallMs: round2(performance.now() - start) };
}

const HEAD = `# Benchmarks

Made by \`npm run bench\`; each also runs alone (\`npm run bench:prove\` and so on, \`-- --json\` for one JSON line at the
end). Everything that is compared ran in one run, alternating; figures are medians. Ratios carry over to other machines
far better than the times beside them.
`;

/** The sections of the file as it is, by name. */
async function keptSections(): Promise<Map<string, string>> {
  const text = await readFile(file, "utf8").catch(() => "");
  return new Map(
    [...text.matchAll(/^## bench:(\w+)\n[^]*?(?=^## bench:|$(?![^]))/gm)].map((match) => [
      match[1]!,
      `${match[0].trim()}\n`,
    ]),
  );
}

function markdownTable([head = [], ...rows]: readonly string[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function machine(): string {
  const processors = cpus();
  return `${processors.length} cores (${processors[0]?.model ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
}
