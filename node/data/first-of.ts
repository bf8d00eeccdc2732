import type { Hex } from "viem";
import { messageOf, W3bError } from "../protocol/errors.ts";
import type { DataSource } from "./store.ts";

/**
 * Asks the sources one after the other; the first good payload counts. A source that fails or lies does not keep the
 * next from being asked. When none has it, throws the only failure as it was, or W3bError PAYLOAD_UNAVAILABLE
 * for several; undefined when all answered that they do not have it.
 */
export function firstOf(sources: DataSource[]): DataSource {
  return {
    async get(hash: Hex) {
      const failures: unknown[] = [];
      for (const source of sources) {
        try {
          const bytes = await source.get(hash);
          if (bytes) return bytes;
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length === 0) return undefined;
      if (failures.length === 1) throw failures[0];
      throw new W3bError("PAYLOAD_UNAVAILABLE", `No source has ${hash}: ${failures.map(messageOf).join("; ")}`, {
        kind: "unavailable",
        action: "It is tried again; check the sources if it lasts.",
        cause: new AggregateError(failures),
      });
    },
  };
}
