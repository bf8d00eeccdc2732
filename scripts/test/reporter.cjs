/** Mocha's spec reporter that also leaves the counts in the file named by TEST_COUNTS, for scripts/test.ts to add up. */
const { appendFileSync } = require("node:fs");
const { reporters, Runner } = require("mocha");

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      if (process.env.TEST_COUNTS) appendFileSync(process.env.TEST_COUNTS, `${passes} ${failures} ${pending}\n`);
    });
  }
};
