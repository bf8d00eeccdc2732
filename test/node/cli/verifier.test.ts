import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bytesToHex, createPublicClient, getAddress, type Hex, hexToBytes, http } from "viem";
import { riscZeroVerifierAbi } from "../../../contracts/abi/riscZeroVerifier.ts";
import { verifierRegistryAbi } from "../../../contracts/abi/verifierRegistry.ts";
import type { Deployment } from "../../../node/protocol/deployment.ts";
import { snarkjsKeyOf } from "../../../node/proving/systems/circom-groth16/verifying-key.ts";
import { publishedVersions } from "../../../scripts/deploy/verifiers.ts";
import { accounts } from "../../../scripts/devnet/accounts.ts";
import { type Anvil, startAnvil } from "../../support/anvil.ts";
import { argumentsFor, deployVersionless } from "../../support/versionless.ts";
import * as sp1 from "../proving/gnark/support/sp1-v5.ts";
import { temporaryDirectory } from "./support/directory.ts";
import { w3b } from "./support/w3b.ts";

const keyOf = (account: typeof accounts.deployer) => ({
  W3B_PRIVATE_KEY: bytesToHex(account.getHdKey().privateKey ?? new Uint8Array()),
});
const owner = keyOf(accounts.deployer);
const { riscZero, sp1: sp1Versions } = await publishedVersions();
const [version] = riscZero as [(typeof riscZero)[0]];
const versionFlags = [
  ...["--selector", version.selector, "--control-root", version.controlRoot],
  ...["--control-id", version.bn254ControlId],
];

interface Shown {
  registry: { owner: string; verifiers: { vmType: number; selector: Hex; verifier: string; state: string }[] };
  versioned: { name: string; address: string; owner: string; versions: { selector: Hex; state: string }[] }[];
}

describe("w3b verifier", () => {
  let anvil: Anvil;
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let deployment: Deployment;
  let chain: string[];
  before(async () => {
    anvil = await startAnvil();
    directory = await temporaryDirectory();
    deployment = await deployVersionless(anvil.url);
    chain = await argumentsFor(anvil.url, deployment, join(directory.path, "deployment.json"));
  });
  after(async () => {
    await anvil.stop();
    await directory[Symbol.asyncDispose]();
  });

  const run = (args: string[], env: Record<string, string> = owner) => w3b([...chain, "--json", ...args], env);
  const done = async (args: string[]) => {
    const { code, output, errors } = await run(args);
    assert.equal(code, 0, errors);
    return JSON.parse(output) as Record<string, string>;
  };
  const refused = async (args: string[], error: RegExp, env = owner) => {
    const { code, errors } = await run(args, env);
    assert.equal(code, 1);
    assert.match(errors, error);
  };
  const shown = async () => (await done(["verifier", "show"])) as unknown as Shown;
  const versionsAt = async (address: string) =>
    (await shown()).versioned
      .find((contract) => contract.address === address)
      ?.versions.map(({ selector, state }) => [selector, state]);

  it("adds a version of RISC Zero, lists it, and stops it for good", async () => {
    assert.deepEqual(await versionsAt(deployment.riscZeroVerifier), []);
    const added = await done(["verifier", "add", "risc0", ...versionFlags]);
    assert.equal(added["call"], "RiscZeroVerifier.addVersion");
    assert.equal(added["to"], deployment.riscZeroVerifier);
    assert.deepEqual(await versionsAt(deployment.riscZeroVerifier), [[version.selector, "running"]]);

    await done(["verifier", "stop", "risc0", version.selector]);
    assert.deepEqual(await versionsAt(deployment.riscZeroVerifier), [[version.selector, "stopped"]]);
    await refused(["verifier", "add", "risc0", ...versionFlags], /SelectorAlreadyAdded.*w3b verifier show says/);
  });

  it("lists the contracts of the registry that come in versions too, and everybody's owner", async () => {
    const { registry, versioned } = await shown();
    assert.equal(registry.owner, accounts.deployer.address);
    assert.deepEqual([...new Set(registry.verifiers.map(({ state }) => state))], ["running"]);
    for (const [name, count] of [
      ["RiscZeroVerifier", riscZero.length],
      ["Sp1Verifier", sp1Versions.length],
    ] as const) {
      const listed = versioned.find((contract) => contract.name === name && contract.versions.length === count);
      assert.equal(listed?.owner, accounts.deployer.address, name);
    }
  });

  it("adds a version of SP1 from gnark's own key, and one from snarkjs' form of it", async () => {
    const [gnark, json] = [join(directory.path, "vk.bin"), join(directory.path, "vk.json")];
    await writeFile(gnark, hexToBytes(sp1.key));
    await done(["verifier", "add", "sp1", "--hash", sp1.verifierHash, "--key", gnark]);
    const { verifierHash, key, vkRoot } = sp1Versions.at(-1)!;
    await writeFile(json, JSON.stringify(snarkjsKeyOf(key)));
    const root = `0x${vkRoot.toString(16).padStart(64, "0")}`;
    await done(["verifier", "add", "sp1", "--hash", verifierHash, "--key", json, "--vk-root", root]);
    await done(["verifier", "stop", "sp1", sp1.verifierHash.slice(0, 10)]);
    assert.deepEqual(await versionsAt(deployment.sp1Verifier), [
      [sp1.verifierHash.slice(0, 10), "stopped"],
      [verifierHash.slice(0, 10), "running"],
    ]);
  });

  it("adds no version of SP1 under whose key anyone can forge, nor one without a key", async () => {
    const file = join(directory.path, "forgeable.json");
    const [{ key, verifierHash }] = sp1Versions as [(typeof sp1Versions)[0]];
    await writeFile(file, JSON.stringify(snarkjsKeyOf({ ...key, delta: key.gamma })));
    await refused(["verifier", "add", "sp1", "--hash", verifierHash, "--key", file], /KEY_FORGEABLE/);
    await writeFile(file, "{}");
    await refused(["verifier", "add", "sp1", "--hash", verifierHash, "--key", file], /VERIFYING_KEY_INVALID/);
  });

  it("lists a verifier contract in the registry and stops it there", async () => {
    const entry = ["--vm", "risc0", "--selector", "0x00000002", "--address", deployment.riscZeroVerifier];
    const added = await done(["verifier", "add", "contract", ...entry]);
    assert.equal(added["call"], "VerifierRegistry.add");
    const found = async () =>
      (await shown()).registry.verifiers
        .filter(({ selector }) => selector === "0x00000002")
        .map(({ vmType, verifier, state }) => [vmType, verifier, state]);
    assert.deepEqual(await found(), [[1, getAddress(deployment.riscZeroVerifier), "running"]]);
    await done(["verifier", "stop", "contract", "0x00000002", "--vm", "risc0"]);
    assert.deepEqual(await found(), [[1, getAddress(deployment.riscZeroVerifier), "stopped"]]);
  });

  it("lists contracts of the registry that have no versions and no owner, and refuses to change these", async () => {
    const plain = deployment.groth16Verifier;
    await done(["verifier", "add", "contract", "--vm", "risc0", "--selector", "0x00000003", "--address", plain]);
    const { registry, versioned } = await shown();
    assert.ok(registry.verifiers.some(({ verifier }) => verifier === getAddress(plain)));
    assert.ok(versioned.every(({ address }) => address !== getAddress(plain)));
    await refused(["verifier", "stop", "risc0", version.selector, "--verifier", plain], /has no owner.*NOT_OWNABLE/);
    const nobody = accounts.gateway.address;
    await refused(["verifier", "add", "risc0", ...versionFlags, "--verifier", nobody], /has no owner.*NOT_OWNABLE/);
  });

  it("says whose key it takes when another is given, and sends nothing", async () => {
    const stranger = keyOf(accounts.gateway);
    const args = ["verifier", "stop", "contract", "0x00000001", "--vm", "sp1"];
    for (const said of [/NOT_THE_OWNER/, new RegExp(accounts.deployer.address)]) await refused(args, said, stranger);
    await refused(["verifier", "stop", "risc0", "0x12345678"], /NOT_THE_OWNER/, stranger);
  });

  it("prints the call for an owner that is a contract, without a key", async () => {
    const other = riscZero[1]!;
    const flags = ["--selector", other.selector, "--control-root", other.controlRoot];
    const args = ["verifier", "add", "risc0", ...flags, "--control-id", other.bn254ControlId, "--print-call"];
    const { code, output, errors } = await run(args, {});
    assert.equal(code, 0, errors);
    const { from, to, data } = JSON.parse(output) as { from: Hex; to: Hex; data: Hex };
    assert.equal(from, accounts.deployer.address);
    const client = createPublicClient({ transport: http(anvil.url) });
    await client.call({ account: from, to, data }); // would succeed
    const state = { abi: riscZeroVerifierAbi, functionName: "stateOf", args: [other.selector] } as const;
    assert.equal(await client.readContract({ address: to, ...state }), 0);
    const call = { address: deployment.verifierRegistry, abi: verifierRegistryAbi, functionName: "owner" } as const;
    assert.equal(await client.readContract(call), from);
  });

  it("takes a contract's own refusal for what it says", async () => {
    const wrong = versionFlags.with(1, "0x12345678");
    await refused(["verifier", "add", "risc0", ...wrong], /SelectorMismatch/);
    await refused(["verifier", "stop", "risc0", "0x12345678"], /UnknownSelector/);
    await refused(["verifier", "stop", "risc0", "0x1234"], /4 bytes/);
  });
});
