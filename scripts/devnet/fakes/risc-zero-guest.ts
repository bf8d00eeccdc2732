import { concat, type Hex, numberToHex, stringToBytes } from "viem";
import { z } from "zod";
import { climateOf } from "../../../examples/room-climate/readings.ts";
import { sha256Of } from "../../../node/protocol/sha256.ts";
import { imageIdOf } from "../../../node/proving/systems/risc0/image-id.ts";
import { readGuestInput } from "../../../node/proving/systems/risc0/input.ts";
import { GuestPanic } from "./bonsai.ts";

/**
 * The statistics of room-climate as a RISC Zero guest would compute them (docs/proof-systems/risc0.md has it in Rust):
 * binding, SHA-256 of the messages, then time of the last reading, number, mean temperature, mean CO2 and largest CO2,
 * 32 bytes each. Throws GuestPanic for messages without readings.
 */
export function climateGuest(input: Uint8Array): Hex {
  const { binding, messages } = readGuestInput(input);
  const inputHash = sha256Of(stringToBytes(JSON.stringify(messages)));
  const readings = messages.flatMap(readingsIn);
  if (readings.length === 0) throw new GuestPanic("there are no readings");
  const { lastTime, readingCount, meanTemperature, meanCo2, maxCo2 } = climateOf(readings);
  const outputs = [lastTime, readingCount, meanTemperature, meanCo2, maxCo2];
  return concat([binding, inputHash, ...outputs.map((value) => numberToHex(value, { size: 32 }))]);
}

/**
 * A project's code for that guest: a methods.rs whose ELF file is a STAND-IN of one endless loop, since guests are made
 * by RISC Zero's Rust toolchain. Its image id is that of the stand-in, computed as for any other.
 */
export function climateGuestCode(): { code: Uint8Array; codeExpParam: string; imageId: Hex } {
  const elf = standInElf();
  const imageId = imageIdOf(elf);
  const words = Buffer.from(imageId.slice(2), "hex");
  const id = Array.from({ length: 8 }, (_, index) => words.readUInt32LE(4 * index));
  const code = Buffer.from(
    `pub const CLIMATE_ELF: &[u8] = &[${elf.join(", ")}];\npub const CLIMATE_ID: [u32; 8] = [${id.join(", ")}];\n`,
  );
  return { code, codeExpParam: '{"image_id":"CLIMATE_ID","elf":"CLIMATE_ELF"}', imageId };
}

const slots = z.array(z.int().nonnegative().max(0xffffffff)).max(16);
const window = z.object({ count: z.int().min(1).max(16), time: slots, temperature: slots, co2: slots });

function readingsIn(message: string): { time: number; temperature: number; co2: number }[] {
  let json: unknown;
  try {
    json = JSON.parse(message);
  } catch {
    throw new GuestPanic("a message is not JSON");
  }
  const parsed = window.safeParse(json);
  if (!parsed.success) throw new GuestPanic("a message is no window of readings");
  const { count, time, temperature, co2 } = parsed.data;
  return Array.from({ length: count }, (_, i) => ({
    time: time[i] ?? 0,
    temperature: temperature[i] ?? 0,
    co2: co2[i] ?? 0,
  }));
}

/** An executable for RISC-V, 32 bits, with one segment of one instruction: `j .` */
function standInElf(): Buffer {
  const start = 0x0020_0800; // where guests of 1.x are linked to
  const elf = Buffer.alloc(52 + 32 + 4);
  elf.write("\x7fELF\x01\x01\x01", "latin1");
  elf.writeUInt16LE(2, 16); // executable
  elf.writeUInt16LE(243, 18); // RISC-V
  elf.writeUInt32LE(1, 20);
  elf.writeUInt32LE(start, 24);
  elf.writeUInt32LE(52, 28); // where the segment table is
  elf.writeUInt16LE(52, 40);
  elf.writeUInt16LE(32, 42);
  elf.writeUInt16LE(1, 44);
  const segment = [1, 84, start, start, 4, 4, 5, 4]; // loaded, offset, addresses, sizes, readable and executable
  segment.forEach((value, index) => elf.writeUInt32LE(value, 52 + 4 * index));
  elf.writeUInt32LE(0x0000006f, 84);
  return elf;
}
