import { type Hex, size, slice } from "viem";
import { programInvalid } from "./failures.ts";

/** Throws PROGRAM_INVALID (input) unless the journal begins with the binding and has an input hash behind it. */
export function checkBinding(journal: Hex, binding: Hex): void {
  if (size(journal) >= 64 && slice(journal, 0, 32) === binding.toLowerCase()) return;
  throw programInvalid("its journal does not begin with the binding it was given and an input hash");
}
