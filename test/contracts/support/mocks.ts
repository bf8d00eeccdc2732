import { parseAbi } from "viem";
import { deployContract } from "./world.ts";

export const mockDappAbi = parseAbi([
  "event Processed(uint256 projectId, bytes32 taskId, string clientId, bytes data, uint256 gas)",
  "event Asked(bytes32 taskId, address offer)",
  "function setMode(uint8 newMode)",
  "function setReentrantCall(address newTarget, bytes data)",
]);

const mockTokenAbi = parseAbi([
  "function setManners(uint8 newManners)",
  "function setCallback(address newTarget, bytes data)",
  "function mint(address to, uint256 amount)",
  "function approve(address spender, uint256 amount) returns (bool)",
  "function transfer(address to, uint256 amount) returns (bool)",
  "function balanceOf(address account) view returns (uint256)",
]);

/** MockDapp.Mode */
export const dappMode = { accept: 0, revert: 1, burnGas: 2, returnBomb: 3, ask: 5 } as const;
/** MockToken.Manners */
export const tokenManners = { good: 0, takesFee: 1, returnsNothing: 2, returnsFalse: 3 } as const;

export const deployMockDapp = () => deployContract("MockDapp", mockDappAbi);
export const deployMockToken = () => deployContract("MockToken", mockTokenAbi);
export const deployMockVerifier = () => deployContract("MockVerifier", []);
