import { inIotx } from "./units.ts";

/** JSON with bigints as decimal strings. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? item.toString() : item));
}

/** Lines of `name  value`, aligned; entries that are undefined or null are left out. */
export function list(entries: Record<string, unknown>): string {
  const shown = Object.entries(entries).filter(([, value]) => value !== undefined && value !== null);
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${name.padEnd(width)}  ${String(value)}`).join("\n");
}

/** A table with a header line; columns are as wide as their widest cell. */
export function table(header: string[], rows: string[][]): string {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(header), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}

/** An amount in wei as IOTX. */
export function formatIotx(wei: bigint): string {
  return `${inIotx(wei)} IOTX`;
}

/** A number with what it counts: 1 value, 2 values. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** The first ten characters of a hash, enough to tell tasks apart in a table. */
export function short(hash: string): string {
  return hash.length > 12 ? `${hash.slice(0, 10)}…` : hash;
}

/** A moment, in Unix seconds, as people read it: 2026-12-08 09:30:00 UTC. */
export function formatTime(seconds: number | bigint): string {
  return `${new Date(Number(seconds) * 1_000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
