import assert from "node:assert/strict";
import { type Deployment, formatDeployment, parseDeployment } from "../../../node/protocol/deployment.ts";

const deployment: Deployment = {
  chainId: 4690,
  block: 123,
  projectRegistry: "0x1111111111111111111111111111111111111111",
  proverRegistry: "0x2222222222222222222222222222222222222222",
  taskManager: "0x3333333333333333333333333333333333333333",
  deviceRegistry: "0x4444444444444444444444444444444444444444",
  groth16Verifier: "0x5555555555555555555555555555555555555555",
  verifierRegistry: "0x6666666666666666666666666666666666666666",
  halo2Verifier: "0x7777777777777777777777777777777777777777",
  plonkVerifier: "0x8888888888888888888888888888888888888888",
  fflonkVerifier: "0xdddddddddddddddddddddddddddddddddddddddd",
  riscZeroVerifier: "0x9999999999999999999999999999999999999999",
  sp1Verifier: "0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  snarkVerifierAdapter: "0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
  zkWasmVerifier: "0xcccccccccccccccccccccccccccccccccccccccc",
};

function refuses(change: Record<string, unknown>, problem: RegExp): void {
  const text = JSON.stringify({ ...deployment, ...change });
  assert.throws(() => parseDeployment(text), { code: "DEPLOYMENT_INVALID", message: problem });
}

describe("deployment files", () => {
  it("read as they were written", () => {
    assert.deepEqual(parseDeployment(formatDeployment(deployment)), deployment);
  });

  it("may spell addresses in any case", () => {
    const taskManager = "0xABCDEFabcdefABCDEFabcdefABCDEFabcdefABCD";
    assert.equal(parseDeployment(formatDeployment({ ...deployment, taskManager })).taskManager, taskManager);
  });

  it("are refused when they are not JSON or not an object", () => {
    assert.throws(() => parseDeployment("{"), { code: "DEPLOYMENT_INVALID" });
    assert.throws(() => parseDeployment("[]"), { code: "DEPLOYMENT_INVALID" });
  });

  it("are refused when a contract is missing, malformed or zero, naming it", () => {
    refuses({ taskManager: undefined }, /taskManager/);
    refuses({ taskManager: "0x33" }, /taskManager/);
    refuses({ sp1Verifier: undefined }, /sp1Verifier/);
    refuses({ deviceRegistry: "0x0000000000000000000000000000000000000000" }, /deviceRegistry/);
  });

  it("are refused when chain or block is not a number, or something unknown is in them", () => {
    refuses({ chainId: "4690" }, /chainId/);
    refuses({ chainId: 0 }, /chainId/);
    refuses({ block: -1 }, /block/);
    refuses({ owner: deployment.taskManager }, /owner/);
  });
});
