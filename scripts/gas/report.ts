import { iotexDataLimit, type Price } from "./price.ts";
import { type Row, type Size, sizes } from "./table.ts";

export interface Figures {
  tasks: Record<string, Row>;
  roomClimate: Record<string, Row>;
  others: Record<string, Price>;
}

type Rules = "ethereum" | "iotex";

/**
 * What others take for a task, measured with the same compiler settings under Ethereum's rules; figures with an
 * allowance for verifying the proof, which they do not do inside (213,000 of a W3bstream dApp; Boundless' own, 250,000).
 */
const others = {
  "W3bstream (Go) contracts, alone": [284_566, 0, 138_531 + 129_348, 765_000],
  "the same, assigned in batches of 64": [182_000, 0, 138_531 + 129_348, 663_000],
  "Boundless market, alone": [46_054, 149_434, 142_017, 587_000],
  "the same, fulfilled in batches of 32": [46_054, 149_434, 67_317, 271_000],
} as const;

/** What proving and settling a claimed task takes at least: proof data, precompiles, one slot and one event. */
const floor: Record<Size, [ethereum: number, iotex: number]> = {
  1: [225_449, 253_681],
  8: [80_768, 106_331],
  32: [63_981, 90_544],
  128: [59_784, 86_597],
};
const floorAloneIotex = 10_000 + 100 * (292 + 64) + 181_000 + 2 * 6_150 + 7_131;

/** The steps of an ordinary task's life. */
export const steps = ["submit", "claim", "prove and settle"] as const;

/** Gas of an ordinary task from submission to settlement. */
export function total({ tasks }: Figures, size: Size, rules: Rules): number {
  return steps.reduce((sum, step) => sum + tasks[step]![size]![rules], 0);
}

/** docs/gas.md */
export function report(figures: Figures): string {
  const { tasks, roomClimate, others: rest } = figures;
  const head = ["", ...sizes.map((size) => (size === 1 ? "alone" : `batch of ${size}`))];
  const rows = (rules: Rules) => [
    ...Object.entries(tasks).map(([name, row]) => [name, ...sizes.map((size) => cell(row[size], rules))]),
    ["**submit + claim + prove and settle**", ...sizes.map((size) => `**${number(total(figures, size, rules))}**`)],
    [
      "floor of prove and settle",
      ...sizes.map((size) =>
        number(rules === "iotex" && size === 1 ? floorAloneIotex : floor[size][rules === "iotex" ? 1 : 0]),
      ),
    ],
  ];
  return [
    "# Gas",
    "Made by `npm run gas`; docs/gas.json holds the same figures, so that a change of the contracts shows in its diff. All figures are gas a task, measured in an in-process EVM with real proofs that are verified on chain; the key has two public inputs (binding and inputHash), the reward is flat and in IOTX, no dApp is bound, and project and prover have been paid before. Hashes and proofs are priced as if no byte of them were zero.",
    "## Ethereum's rules",
    markdown(head, rows("ethereum")),
    "`attempt` is the batch in which a bad item is skipped and reported; the others are all or none. The floor is proof data, precompiles, one storage slot and one event.",
    "## IoTeX's rules",
    "The same transactions: gas used - 21,000 - 4 or 16 a byte of calldata + 10,000 + 100 a byte.",
    markdown(head, rows("iotex")),
    `IoTeX takes ${number(iotexDataLimit)} bytes of data a transaction: \\* marks what does not fit. Batches of 120 do.`,
    "## Beside others (Ethereum's rules)",
    markdown(
      ["", "submit", "claim", "prove and settle", "in all, with verification"],
      [
        ...Object.entries(others).map(([name, values]) => [
          name,
          ...values.map((value) => (value ? number(value) : "-")),
        ]),
        ...sizes.map((size) => [
          `this, ${size === 1 ? "alone" : `batches of ${size}`}`,
          ...steps.map((step) => number(tasks[step]![size]!.ethereum)),
          number(total(figures, size, "ethereum")),
        ]),
      ],
    ),
    "W3bstream and Boundless do not verify the proof in these transactions; the last column adds what verifying takes.",
    "## The room-climate example",
    "Nine public signals. Its dApp looks the device up, stores the climate and credits the owner.",
    markdown(
      ["", "alone", "batch of 8", "alone, IoTeX", "batch of 8, IoTeX"],
      Object.entries(roomClimate).map(([name, row]) => [
        name,
        ...(["ethereum", "iotex"] as const).flatMap((rules) => [cell(row[1], rules), cell(row[8], rules)]),
      ]),
    ),
    "## Once, or once in a while",
    markdown(
      ["", "Ethereum", "IoTeX"],
      Object.entries(rest).map(([name, { ethereum, iotex }]) => [name, number(ethereum), number(iotex)]),
    ),
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}

function cell(price: Price | undefined, rules: Rules): string {
  if (!price) return "";
  return number(price[rules]) + (rules === "iotex" && price.bytes > iotexDataLimit ? " \\*" : "");
}

function number(value: number): string {
  return Math.ceil(value).toLocaleString("en");
}

function markdown(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}
