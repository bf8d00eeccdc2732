import { fileURLToPath } from "node:url";
import hardhatMocha from "@nomicfoundation/hardhat-mocha";
import hardhatViem from "@nomicfoundation/hardhat-viem";
import { configVariable, defineConfig } from "hardhat/config";
import { seed } from "./scripts/test/seed.ts";

/** solc comes from npm: nothing is downloaded at build time. */
const solcPath = fileURLToPath(import.meta.resolve("solc/soljson.js"));

/** How many histories of 64 calls the invariants are tested with; the long profile is `FUZZ_RUNS=5000 npm test`. */
const fuzzRuns = Number(process.env["FUZZ_RUNS"] ?? 256);

export default defineConfig({
  plugins: [hardhatMocha, hardhatViem],
  solidity: {
    compilers: [
      {
        version: "0.8.28",
        path: solcPath,
        settings: { viaIR: true, evmVersion: "cancun", optimizer: { enabled: true, runs: 1_000_000 } },
      },
    ],
    overrides: {
      // One long run of hand-made assembly, which the optimiser would make too large for a contract.
      "contracts/verifiers/halo2/Halo2Transcript.sol": {
        version: "0.8.28",
        path: solcPath,
        settings: { evmVersion: "cancun", optimizer: { enabled: false } },
      },
    },
  },
  test: {
    mocha: { timeout: 600_000 },
    solidity: {
      fuzz: { runs: fuzzRuns, seed },
      invariant: { runs: fuzzRuns, depth: 64, failOnRevert: true },
    },
  },
  paths: { tests: { mocha: "test/contracts", solidity: "test/contracts" } },
  networks: {
    // What `npm run demo` and `w3b dev` run on: a block for each transaction and one a second besides, so that
    // confirmations and deadlines pass while nobody sends anything.
    devnet: {
      type: "edr-simulated",
      chainType: "l1",
      chainId: 31337,
      mining: { auto: true, interval: 1000 },
      allowBlocksWithSameTimestamp: true,
    },
    iotex: {
      type: "http",
      chainType: "l1",
      chainId: 4689,
      url: process.env["IOTEX_RPC_URL"] ?? "https://babel-api.mainnet.iotex.io",
      accounts: process.env["W3B_PRIVATE_KEY"] ? [configVariable("W3B_PRIVATE_KEY")] : [],
    },
    iotexTestnet: {
      type: "http",
      chainType: "l1",
      chainId: 4690,
      url: process.env["IOTEX_TESTNET_RPC_URL"] ?? "https://babel-api.testnet.iotex.io",
      accounts: process.env["W3B_PRIVATE_KEY"] ? [configVariable("W3B_PRIVATE_KEY")] : [],
    },
  },
});
