import { InvalidArgumentError } from "commander";
import { vmTypes, type VmTypeName } from "../protocol/vm-types.ts";

/** What people call proof systems: as project files do, and with hyphens; `wasm` is proved by services only. */
const names: Record<string, number> = {
  ...vmTypes,
  "halo2-lib": vmTypes.halo2Lib,
} satisfies Record<VmTypeName | "halo2-lib", number>;

/** Reads a proof system's name or vmTypeID. */
export function vmTypeNamed(text: string): number {
  const id = names[text] ?? (/^\d{1,5}$/.test(text) ? Number(text) : undefined);
  if (id !== undefined && id <= 65_535) return id;
  throw new InvalidArgumentError(`It must be a vmTypeID or one of ${Object.keys(names).join(", ")}.`);
}
