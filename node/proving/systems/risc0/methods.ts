import { type Hex, bytesToHex } from "viem";
import { z } from "zod";
import { parseBoundedJson } from "../../../protocol/bounded-json.ts";
import { programInvalid } from "./failures.ts";
import { RustConstants } from "./rust-constants.ts";

/** What a project's version says of its guest. */
export interface Methods {
  /** The program: an ELF file (1.x) or RISC Zero's own binary format (from 2.0). */
  elf: Uint8Array;
  /** The image id that risc0-build has computed. */
  imageId: Hex;
}

/** Largest guest, in bytes; those of RISC Zero's examples have a few hundred KiB. */
const MAX_ELF_BYTES = 8 * 1024 * 1024;

/**
 * The guest inside the text of a methods.rs, which `codeExpParam` points into: JSON {"elf":"X_ELF","image_id":"X_ID"}.
 * Throws PROGRAM_INVALID (input).
 */
export function readMethods(code: Uint8Array, codeExpParam: string): Methods {
  const names = namesIn(codeExpParam);
  const constants = new RustConstants(code, MAX_ELF_BYTES).read([names.elf, names.image_id]);
  const elf = constants.get(names.elf);
  const words = constants.get(names.image_id);
  if (!(elf instanceof Uint8Array)) throw programInvalid(`it has no constant ${names.elf} of type &[u8]`);
  if (!(words instanceof Uint32Array)) throw programInvalid(`it has no constant ${names.image_id} of type [u32; 8]`);
  const id = Buffer.alloc(32);
  words.forEach((word, index) => id.writeUInt32LE(word, 4 * index));
  return { elf, imageId: bytesToHex(id) };
}

const identifier = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/);
const schema = z.object({ elf: identifier, image_id: identifier });

function namesIn(codeExpParam: string): z.infer<typeof schema> {
  let json: unknown;
  try {
    json = parseBoundedJson(Buffer.from(codeExpParam), { depth: 16, values: 10_000 });
  } catch (cause) {
    throw programInvalid("its codeExpParam is not JSON", cause);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw programInvalid('its codeExpParam is not {"elf":"<constant>","image_id":"<constant>"}');
  return parsed.data;
}
