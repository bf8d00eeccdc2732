import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Abi } from "viem";
import { deviceRegistryAbi } from "../../contracts/abi/deviceRegistry.ts";
import { groth16VerifierAbi } from "../../contracts/abi/groth16Verifier.ts";
import { projectRegistryAbi } from "../../contracts/abi/projectRegistry.ts";
import { proverRegistryAbi } from "../../contracts/abi/proverRegistry.ts";
import { taskManagerAbi } from "../../contracts/abi/taskManager.ts";
import { verifierRegistryAbi } from "../../contracts/abi/verifierRegistry.ts";

/** Views of OpenZeppelin's ERC721, which the page calls "the ERC-721 views". */
const standard = [
  "balanceOf",
  "getApproved",
  "isApprovedForAll",
  "name",
  "ownerOf",
  "supportsInterface",
  "symbol",
  "tokenURI",
];

const page = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");
const abis: Record<string, Abi> = {
  TaskManager: taskManagerAbi,
  ProjectRegistry: projectRegistryAbi,
  ProverRegistry: proverRegistryAbi,
  DeviceRegistry: deviceRegistryAbi,
  VerifierRegistry: verifierRegistryAbi,
  Groth16Verifier: groth16VerifierAbi,
};

describe("docs/protocol.md", () => {
  for (const [contract, abi] of Object.entries(abis)) {
    it(`explains every function and constant of ${contract}`, () => {
      const names = abi.flatMap((item) => (item.type === "function" ? [item.name] : []));
      assert.ok(names.length > 3);
      const missing = names.filter((name) => !standard.includes(name) && !new RegExp(`\\b${name}\\b`).test(page));
      assert.deepEqual(missing, []);
    });
  }
});
