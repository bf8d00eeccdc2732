/** Whether gas figures mean anything: coverage instruments the contracts, which then cost more. */
export const measuring = !process.argv.includes("--coverage");

/** `it` for gas figures. */
export const itMeasures = measuring ? it : it.skip;
