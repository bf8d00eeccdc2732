/**
 * The import rules of the rooms (docs/decisions.md). Each rule lists what a room may import; all else is an error.
 * @type {import("dependency-cruiser").IConfiguration}
 */
const outside = "node_modules|^node:|^[a-z_/]+$"; // packages and Node's own modules

/** @param {string} room @param {string[]} allowed */
const only = (room, allowed) => ({
  name: `${room.replace(/\W+/g, "-")}-imports`,
  severity: "error",
  from: { path: `^${room}/` },
  to: {
    path: "^(contracts|indexer|node|scripts|examples|test)/",
    pathNot: [room, ...allowed].map((path) => `^${path}/`),
  },
});

module.exports = {
  forbidden: [
    only("node/protocol", []),
    only("node/bounded", ["node/protocol"]),
    only("node/rpc", ["node/protocol"]),
    only("node/http", ["node/protocol"]),
    only("node/proving", ["node/protocol", "node/bounded"]),
    only("node/data", ["node/protocol", "node/bounded"]),
    only("node/database", ["node/protocol"]),
    only("node/chain", ["node/protocol", "node/rpc", "contracts/abi"]),
    only("node/gateway", [
      "node/protocol",
      "node/http",
      "node/rpc",
      "node/bounded",
      "node/proving",
      "node/data",
      "node/chain",
      "indexer/model",
      "contracts/abi",
    ]),
    only("node/prover", [
      "node/protocol",
      "node/http",
      "node/rpc",
      "node/bounded",
      "node/proving",
      "node/data",
      "node/chain",
      "indexer/model",
      "contracts/abi",
    ]),
    only("indexer", ["node/protocol", "node/http", "node/rpc", "contracts/abi"]),
    only("contracts/abi", []),
    only("examples", ["node/protocol", "contracts/abi"]),
    {
      name: "nothing-imports-cli-or-main",
      severity: "error",
      from: { path: "^(contracts|indexer|examples)/|^node/(?!cli/|main\\.ts|w3b\\.js)|^scripts/" },
      to: { path: "^node/(cli/|main\\.ts)" },
    },
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    { name: "no-orphan-import", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: outside } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
