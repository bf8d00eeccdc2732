import { createPublicClient, http } from "viem";
import { hardhat } from "viem/chains";
import { roomClimateAbi } from "../../contracts/abi/roomClimate.ts";
import { climateOf } from "../../examples/room-climate/readings.ts";
import type { Devnet } from "../devnet/network.ts";
import { devices, type WindowMessage } from "../devnet/room-climate.ts";

/** What the dApp says, in the circuit's units: Unix seconds, millikelvin, parts per billion. */
export interface DappReading {
  address: string;
  latest: { time: number; count: number; meanTemperature: number; meanCo2: number; maxCo2: number };
  /** Verified windows credited to each device owner. */
  credits: Record<string, number>;
}

/** Reads the dApp as anyone would: by calling its views. */
export async function readDapp({ urls, dapp }: Devnet): Promise<DappReading> {
  const client = createPublicClient({ chain: hardhat, transport: http(urls.rpc) });
  const contract = { address: dapp, abi: roomClimateAbi } as const;
  const [climate] = await client.readContract({ ...contract, functionName: "latest" });
  const credits: Record<string, number> = {};
  for (const { owner } of devices) {
    credits[owner] = Number(await client.readContract({ ...contract, functionName: "credits", args: [owner] }));
  }
  const latest = { ...climate, meanCo2: Number(climate.meanCo2), maxCo2: Number(climate.maxCo2) };
  return { address: dapp, latest, credits };
}

/** The same computed directly from the readings of the CSV file, without any network: what the dApp has to say. */
export function expectedDapp(windows: WindowMessage[]): Pick<DappReading, "latest" | "credits"> {
  const climates = windows.map(({ readings }) => climateOf(readings));
  const newest = climates.reduce((a, b) => (b.lastTime > a.lastTime ? b : a));
  const credits = Object.fromEntries(
    devices.map(({ owner }) => [owner, windows.filter(({ device }) => device.owner === owner).length]),
  );
  const { lastTime: time, readingCount: count, meanTemperature, meanCo2, maxCo2 } = newest;
  return { latest: { time, count, meanTemperature, meanCo2, maxCo2 }, credits };
}

/** The reading in everyday units. */
export function formatClimate({ latest, credits }: DappReading): string {
  const celsius = (latest.meanTemperature / 1000 - 273.15).toFixed(2);
  const ppm = (ppb: number) => (ppb / 1000).toFixed(1);
  const when = new Date(latest.time * 1000).toISOString().slice(0, 16).replace("T", " ");
  return [
    `Latest verified climate (${when}, ${latest.count} readings): mean ${celsius} °C, CO2 mean ${ppm(latest.meanCo2)} ppm, maximum ${ppm(latest.maxCo2)} ppm`,
    ...Object.entries(credits).map(([owner, windows]) => `  ${owner} is credited with ${windows} verified windows`),
  ].join("\n");
}
