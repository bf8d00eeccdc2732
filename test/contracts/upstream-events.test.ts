import assert from "node:assert/strict";
import type { Abi, AbiEvent } from "viem";
import { projectRegistryAbi } from "../../contracts/abi/projectRegistry.ts";
import { proverRegistryAbi } from "../../contracts/abi/proverRegistry.ts";
import { taskManagerAbi } from "../../contracts/abi/taskManager.ts";

/** Events of the Go W3bstream's contracts (iotexproject/w3bstream at dc04aed) that others index already. */
const upstream = [
  "event ProjectConfigUpdated(uint256 indexed projectId, string uri, bytes32 hash)",
  "event ProjectPaused(uint256 indexed projectId)",
  "event ProjectResumed(uint256 indexed projectId)",
  "event AttributeSet(uint256 indexed projectId, bytes32 indexed key, bytes value)",
  "event DappBound(uint256 indexed projectId, address indexed operator, address dapp)",
  "event BeneficiarySet(address indexed prover, address indexed beneficiary)",
  "event VMTypeAdded(address indexed prover, uint256 vmType)",
  "event VMTypeDeleted(address indexed prover, uint256 vmType)",
  "event ProverPaused(address indexed prover)",
  "event ProverResumed(address indexed prover)",
  "event RebateRatioSet(address indexed prover, uint16 ratio)",
  "event TaskSettled(uint256 indexed projectId, bytes32 indexed taskId, address prover)",
];

describe("Events that others index already", () => {
  const events = ([projectRegistryAbi, proverRegistryAbi, taskManagerAbi] as Abi[])
    .flat()
    .filter((item) => item.type === "event")
    .map(declarationOf);

  for (const event of upstream) {
    it(`${/event (\w+)/.exec(event)![1]} is as it was, topics and data`, () => {
      assert.ok(events.includes(event), events.join("\n"));
    });
  }
});

/** As Solidity declares it. */
function declarationOf({ name, inputs }: AbiEvent): string {
  const parameters = inputs.map((input) => `${input.type} ${input.indexed ? "indexed " : ""}${input.name}`);
  return `event ${name}(${parameters.join(", ")})`;
}
