/** What mocha does around the tests of each file that it runs in parallel with others, and once around all otherwise. */
import { beginPhase } from "./random.ts";

export const mochaHooks = {
  beforeAll: () => beginPhase("tests"),
  afterAll: () => beginPhase("load"),
};
