import assert from "node:assert/strict";
import { encodeAbiParameters, keccak256 } from "viem";
import { fflonkVerifierAbi } from "../../../contracts/abi/fflonkVerifier.ts";
import { mined, reverts } from "../support/expect.ts";
import { keyOf, unrelated } from "../../support/groth16-relations.ts";
import { P, R } from "../support/verifiers.ts";
import { actors, deployContract, reset } from "../support/world.ts";
import { type FflonkCircuit, fflonkCircuit } from "./support.ts";

/** Of order 2^28: a power of it lies in every domain. */
const ROOT = 0x2a3c09f0a58a7e8500e0a7eb8ef62abc402d111e41112ed49bd61b6e725b19f0n;

describe("FflonkVerifier.registerKey", () => {
  let verifier: Awaited<ReturnType<typeof deployVerifier>>;
  let key: FflonkCircuit["key"];
  const deployVerifier = () => deployContract("FflonkVerifier", fflonkVerifierAbi);
  before(async () => {
    ({ key } = await fflonkCircuit("square"));
  });
  beforeEach(async () => {
    await reset();
    verifier = await deployVerifier();
  });
  after(reset);

  const refuses = (change: Partial<typeof key>, error: string) =>
    reverts(verifier.write.registerKey([{ ...key, ...change }]), error);

  it("registers a key for anyone under the hash of all of it, once", async () => {
    const { inputs } = fflonkVerifierAbi.find((item) => item.type === "function" && item.name === "registerKey")!;
    const programId = keccak256(encodeAbiParameters(inputs, [key] as never));
    assert.equal(await verifier.read.inputsOf([programId]), 0n);
    await mined(verifier.write.registerKey([key], { account: actors.stranger }));
    assert.equal(await verifier.read.inputsOf([programId]), 2n);
    const [event] = await verifier.getEvents.KeyRegistered();
    assert.deepEqual(event?.args, { programId, inputs: 2n });
    const { logs } = await mined(verifier.write.registerKey([key]));
    assert.equal(logs.length, 0);
  });

  it("refuses a commitment that is infinity or not on the curve", async () => {
    await refuses({ c0: { x: 0n, y: 0n } }, "InvalidKeyPoint");
    await refuses({ c0: { ...key.c0, y: key.c0.y + 1n } }, "InvalidKeyPoint");
    await refuses({ c0: { ...key.c0, x: key.c0.x + P } }, "InvalidKeyPoint");
  });

  it("refuses a set-up whose point is infinity or off its curve", async () => {
    await refuses({ x2: { x1: 0n, x0: 0n, y1: 0n, y0: 0n } }, "InvalidKeyPoint");
    await refuses({ x2: { ...key.x2, y0: key.x2.y0 + 1n } }, "InvalidKeyPoint");
  });

  it("refuses a set-up whose secret everybody knows", async () => {
    for (const secret of [1n, -1n, 2n, 16n, -16n]) {
      await refuses({ x2: keyOf({ ...unrelated, delta: secret }).delta }, "ForgeableKey");
    }
  });

  it("refuses domains and numbers of public signals outside its bounds", async () => {
    await refuses({ power: 0 }, "InvalidKey");
    await refuses({ power: 29 }, "InvalidKey");
    await refuses({ inputs: 0 }, "InvalidKey");
    await refuses({ inputs: 257, power: 10 }, "InvalidKey");
    await refuses({ inputs: 5, power: 2 }, "InvalidKey");
  });

  it("refuses cosets that meet each other or the domain, which would let wires be mixed up", async () => {
    const omega = power(ROOT, 2n ** BigInt(28 - key.power));
    await refuses({ k1: 1n }, "InvalidKey");
    await refuses({ k2: 1n }, "InvalidKey");
    await refuses({ k1: omega }, "InvalidKey");
    await refuses({ k2: (omega * omega) % R }, "InvalidKey");
    await refuses({ k2: key.k1 }, "InvalidKey");
    await refuses({ k2: (key.k1 * omega) % R }, "InvalidKey");
    await refuses({ k1: 0n }, "InvalidKey");
    await refuses({ k1: key.k1 + R }, "InvalidKey");
  });
});

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = base; exponent > 0n; exponent >>= 1n, b = (b * b) % R) if (exponent & 1n) result = (result * b) % R;
  return result;
}
