/** `it` for gas figures: coverage instruments the contracts, which then cost more. */
export const itMeasures = process.argv.includes("--coverage") ? it.skip : it;
