import assert from "node:assert/strict";
import { w3b } from "./support/w3b.ts";

describe("w3b gateway", () => {
  it("does not start unless told for which projects it spends its account's gas", async () => {
    for (const env of [{}, { W3B_ANY_PROJECT: "false" }]) {
      const { code, errors } = await w3b(["gateway"], env);
      assert.equal(code, 1);
      assert.match(errors, /INVALID_OPTION/);
      assert.match(errors, /--projects 1,2/);
    }
  });

  it("takes projects by their numbers only", async () => {
    const { code, errors } = await w3b(["gateway", "--projects", "1,x"]);
    assert.equal(code, 1);
    assert.match(errors, /projects' numbers/);
  });
});
