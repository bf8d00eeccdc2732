/**
 * Amounts of IOTX as people write them, and in wei as contracts count them. Written here rather than taken from viem:
 * the command line reads amounts before it knows whether it needs a chain, and viem takes a second of CPU to load.
 */
const DECIMALS = 18;

/** An amount in wei as a decimal number of IOTX, exact and without trailing zeros: 1500000000000000000 is "1.5". */
export function inIotx(wei: bigint): string {
  const digits = (wei < 0n ? -wei : wei).toString().padStart(DECIMALS + 1, "0");
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, "");
  return `${wei < 0n ? "-" : ""}${digits.slice(0, -DECIMALS)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** A decimal number of IOTX in wei, or undefined if it is none, is negative or is finer than a wei. */
export function weiOf(iotx: string): bigint | undefined {
  const [, whole, fraction = ""] = /^(\d+)(?:\.(\d{1,18}))?$/.exec(iotx) ?? [];
  return whole === undefined ? undefined : BigInt(whole + fraction.padEnd(DECIMALS, "0"));
}
