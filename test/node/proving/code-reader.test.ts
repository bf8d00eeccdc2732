import assert from "node:assert/strict";
import { concat, type Hex } from "viem";
import { vmTypes } from "../../../node/protocol/vm-types.ts";
import { ProvingPool } from "../../../node/proving/pool.ts";
import { programCodeOf } from "../../../node/proving/program-code.ts";
import { riscZero } from "../../../node/proving/systems/risc0/index.ts";
import { zkWasm } from "../../../node/proving/systems/zkwasm/index.ts";
import type { ProofSystem } from "../../../node/proving/types.ts";
import { methodsText } from "./risc0/support.ts";
import { patient } from "./support/patient.ts";
import { parametersFor, sumModule } from "./zkwasm/support.ts";

const names = '{"elf":"GUEST_ELF","image_id":"GUEST_ID"}';
const imageId: Hex = `0x${"56".repeat(32)}`;
/** RISC Zero's own format, whose image id is taken at its word. */
const guest = Buffer.from("R0BF and so on");

describe("codes of remote proof systems", () => {
  let inMainThread: number;
  let pool: ProvingPool;

  /** The same, which counts what this thread reads. */
  const watched = (system: ProofSystem): ProofSystem => ({
    ...system,
    load(code, parameter, hash, read?: unknown) {
      if (read === undefined) inMainThread++;
      return system.load(code, parameter, hash, read);
    },
  });

  beforeEach(() => {
    inMainThread = 0;
    pool = new ProvingPool({ threads: 1, ...patient, systems: [watched(riscZero()), watched(zkWasm())] });
  });
  afterEach(() => pool.close());

  it("are read in a thread of their own, whatever strangers wrote", async () => {
    const risc0 = programCodeOf({ vmTypeID: vmTypes.risc0, code: methodsText(guest, imageId), codeExpParam: names });
    assert.equal((await pool.describe(risc0)).programId, imageId);
    const parameters = parametersFor(4);
    const zkwasm = programCodeOf({ vmTypeID: vmTypes.zkwasm, code: sumModule, codeExpParam: parameters });
    assert.equal((await pool.describe(zkwasm)).programId, (await zkWasm().describe(sumModule, parameters)).programId);
    assert.equal(inMainThread, 0);
  });

  it("that are bad are read once, and cost the others nothing", async () => {
    const code = concat([methodsText(guest, imageId), Buffer.from("and what no Rust file has")]);
    const bad = programCodeOf({ vmTypeID: vmTypes.risc0, code, codeExpParam: names });
    const refused = () =>
      pool.describe(bad).then(
        () => assert.fail("it was read"),
        (error: unknown) => error as Error & { code: string },
      );
    const first = await refused();
    assert.equal(first.code, "PROGRAM_INVALID");
    assert.equal(await refused(), first, "what was said of it is said again");
    const good = programCodeOf({ vmTypeID: vmTypes.risc0, code: methodsText(guest, imageId), codeExpParam: names });
    assert.equal((await pool.describe(good)).programId, imageId);
    assert.equal(inMainThread, 0);
  });
});
