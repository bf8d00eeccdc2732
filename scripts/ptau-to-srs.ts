/**
 * Converts a Powers of Tau file of snarkjs, prepared for phase 2, to a set-up for halo2 circuits of 2^k rows.
 *
 *   node scripts/ptau-to-srs.ts <ptau> <k> <out>
 */
import { writeFile } from "node:fs/promises";
import { messageOf, W3bError } from "../node/protocol/errors.ts";
import { sha256Of } from "../node/protocol/sha256.ts";
import { checkSrs } from "./halo2-lib/check-srs.ts";
import { srsFromPtau } from "./halo2-lib/ptau.ts";
import { helpIfAsked } from "./help.ts";

helpIfAsked(import.meta.url);
const [ptau, k, out, ...rest] = process.argv.slice(2);
try {
  if (ptau === undefined || out === undefined || !/^\d{1,2}$/.test(k ?? "") || rest.length > 0) {
    throw new W3bError("USAGE", "Expected a ptau file, k and the file to write.", {
      kind: "input",
      action: "Run: node scripts/ptau-to-srs.ts powersOfTau28_hez_final_12.ptau 12 hez-12.srs",
    });
  }
  const srs = await srsFromPtau(ptau, Number(k));
  checkSrs(srs);
  await writeFile(out, srs);
  console.log(`ptau-to-srs: wrote ${out}: ${srs.length} bytes, SHA-256 ${sha256Of(srs)}`);
} catch (error) {
  console.error(`ptau-to-srs: ${messageOf(error)}`);
  if (error instanceof W3bError && error.action !== undefined) console.error(error.action);
  process.exitCode = 1;
}
