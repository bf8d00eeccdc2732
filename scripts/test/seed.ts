/**
 * Decides every random value that tests draw, fuzzing included, so that each run is the same run. FUZZ_SEED is another:
 * 0x and up to 64 hex digits.
 */
export const seed: string = process.env["FUZZ_SEED"] ?? "0x7733627374726561";
