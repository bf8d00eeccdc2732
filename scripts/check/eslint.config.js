import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules/", "artifacts/", "cache/", "build/", "coverage/", ".w3b/", "contracts/abi/"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: new URL("../..", import.meta.url).pathname },
    },
    rules: {
      eqeqeq: "error",
      "@typescript-eslint/unbound-method": "off", // promise resolvers are meant to be taken apart
      "no-console": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
    },
  },
  // Proof systems answer with promises, errors included, whether they compute at once or wait for a service.
  { files: ["node/proving/**"], rules: { "@typescript-eslint/require-await": "off" } },
  { files: ["scripts/**", "node/cli/**"], rules: { "no-console": "off" } },
  {
    // Mocha reads promises that describe() and it() return; chains of unknown JSON are natural in tests.
    files: ["test/**"],
    rules: {
      "@typescript-eslint/no-floating-promises": ["error", { allowForKnownSafeCalls: ["describe", "it"] }],
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  {
    // Every run of the tests is the same run, on fast machines and on busy ones: see test/support.
    files: ["test/**"],
    ignores: ["test/support/{random,eventually,lapse}.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: [
            ...["crypto", "node:crypto"].map((name) => ({
              name,
              importNames: ["randomBytes", "randomInt", "randomUUID", "randomFillSync", "getRandomValues", "webcrypto"],
              message: "Random values come from seededRandom() of test/support/random.ts.",
            })),
            {
              name: "viem/accounts",
              importNames: ["generatePrivateKey", "generateMnemonic"],
              message: "Random keys come from seededRandom() of test/support/random.ts.",
            },
            ...["timers/promises", "node:timers/promises"].map((name) => ({
              name,
              message: "Wait for a condition with eventually() of test/support/eventually.ts.",
            })),
            { name: "node:perf_hooks", message: "Tests do not measure time: limits belong into benches." },
          ],
        },
      ],
      "no-restricted-globals": [
        "error",
        { name: "setTimeout", message: "Wait for a condition with eventually() of test/support/eventually.ts." },
        { name: "performance", message: "Tests do not measure time: limits belong into benches." },
      ],
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "Random values come from seededRandom()." },
        { object: "crypto", property: "getRandomValues", message: "Random values come from seededRandom()." },
        { object: "crypto", property: "randomUUID", message: "Random values come from seededRandom()." },
        { object: "Date", property: "now", message: "Tests do not measure time: limits belong into benches." },
        { object: "process", property: "hrtime", message: "Tests do not measure time: limits belong into benches." },
      ],
    },
  },
);
