import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { sha256 } from "viem";
import {
  checkProjectFileHash,
  findVersion,
  packProjectFile,
  parseProjectFile,
  type ProjectFile,
  projectFileHash,
} from "../../../node/protocol/project-file.ts";

const code = Buffer.from("a program, a program, a program");
const hex = deflateSync(code).toString("hex");
const version = { version: "v1.0.0", vmTypeID: 5, code: hex, codeExpParam: "", output: { type: "stdout" } };
const file = { defaultVersion: "v1.0.0", versions: [version] };
const bytesOf = (json: unknown) => Buffer.from(JSON.stringify(json));
const withVersion = (change: object) => bytesOf({ ...file, versions: [{ ...version, ...change }] });

describe("a project file", () => {
  it("comes back as it was packed, with several versions", () => {
    const packed: ProjectFile = {
      defaultVersion: "v2",
      versions: [
        { version: "v1", vmTypeID: 5, code: new Uint8Array(code), codeExpParam: "", output: { type: "stdout" } },
        { version: "v2", vmTypeID: 2, code: new Uint8Array([1, 2, 3]), codeExpParam: "x", output: { type: "textile" } },
      ],
    };
    const parsed = parseProjectFile(packProjectFile(packed));
    assert.deepEqual(
      parsed.versions.map((v) => ({ ...v, code: new Uint8Array(v.code) })),
      packed.versions,
    );
    assert.equal(findVersion(parsed, "v2").vmTypeID, 2);
  });

  it("of the Go W3bstream with vmType names and a datasource is understood", () => {
    for (const [vmType, vmTypeID] of [
      ["risc0", 1],
      ["halo2", 2],
      ["zkwasm", 3],
    ] as const) {
      const old = {
        datasourceURI: "postgres://somewhere",
        defaultVersion: "0.1",
        versions: [{ version: "0.1", vmType, code: hex, codeExpParam: "", output: { type: "stdout", x: {} } }],
      };
      assert.equal(parseProjectFile(bytesOf(old)).versions[0]?.vmTypeID, vmTypeID);
    }
  });

  it("of the Go W3bstream with vmTypeIDs, several versions and expansion parameters is understood", () => {
    const versions = [
      { version: "0.1", vmTypeID: 1, code: hex, codeExpParam: '{"elf_path":"X_ELF","image_id":"X_ID"}' },
      { version: "0.2", vmTypeID: 2, code: hex },
      { version: "0.3", vmTypeID: 3, code: hex, output: { type: "ethereumContract", ethereum: { chainName: "x" } } },
      { version: "0.4", vmTypeID: 4, code: hex, unknown: "ignored" },
    ];
    const parsed = parseProjectFile(bytesOf({ defaultVersion: "0.2", versions }));
    assert.equal(parsed.defaultVersion, "0.2");
    assert.deepEqual(
      parsed.versions.map((v) => [v.version, v.vmTypeID, v.codeExpParam]),
      versions.map((v) => [v.version, v.vmTypeID, v.codeExpParam ?? ""]),
    );
    assert.deepEqual(parsed.versions[2]?.output, versions[2]?.output);
  });

  it("with both vmTypeID and an older name goes by vmTypeID", () => {
    assert.equal(parseProjectFile(withVersion({ vmTypeID: 2, vmType: "risc0" })).versions[0]?.vmTypeID, 2);
  });

  it("has its code in hex of either case", () => {
    const parsed = parseProjectFile(withVersion({ code: hex.toUpperCase() })).versions[0];
    assert.equal(Buffer.from(parsed!.code).toString(), code.toString());
  });

  it("inflates its code and defaults what may be left out", () => {
    const parsed = parseProjectFile(withVersion({ codeExpParam: undefined, output: undefined })).versions[0];
    assert.ok(parsed);
    assert.equal(Buffer.from(parsed.code).toString(), code.toString());
    assert.equal(parsed.codeExpParam, "");
    assert.deepEqual(parsed.output, { type: "stdout" });
  });

  it("is checked against the SHA-256 its owner published", () => {
    const bytes = bytesOf(file);
    assert.equal(projectFileHash(bytes), sha256(bytes));
    checkProjectFileHash(bytes, sha256(bytes).toUpperCase().replace("0X", "0x") as `0x${string}`);
    assert.throws(() => checkProjectFileHash(bytes, sha256("0x00")), {
      code: "PROJECT_FILE_HASH_MISMATCH",
      kind: "integrity",
    });
  });

  it("says which versions it has when asked for one it has not", () => {
    assert.throws(() => findVersion(parseProjectFile(bytesOf(file)), "v2"), {
      code: "VERSION_NOT_FOUND",
      message: /v1\.0\.0/,
    });
  });

  const limits = { fileBytes: 16_384, codeBytes: 1000 };
  const bomb = deflateSync(Buffer.alloc(1001)).toString("hex");
  const half = deflateSync(Buffer.alloc(501)).toString("hex");
  const many = Array.from({ length: 101 }, (_, i) => ({ ...version, version: `v${i}`, code: "" }));
  const defects: [string, Uint8Array, string][] = [
    ["longer than the limit", Buffer.alloc(16_385, 0x20), "PROJECT_FILE_TOO_LARGE"],
    ["that is no JSON", Buffer.from("{"), "PROJECT_FILE_NOT_JSON"],
    ["that is no UTF-8", Buffer.from([0x22, 0xff, 0x22]), "PROJECT_FILE_NOT_JSON"],
    ["that is no object", bytesOf([]), "PROJECT_FILE_INVALID"],
    ["without versions", bytesOf({ ...file, versions: [] }), "PROJECT_FILE_INVALID"],
    ["with a version twice", bytesOf({ ...file, versions: [version, version] }), "PROJECT_FILE_INVALID"],
    ["whose default version is missing", bytesOf({ ...file, defaultVersion: "v2" }), "PROJECT_FILE_INVALID"],
    ["without a vmTypeID", withVersion({ vmTypeID: undefined }), "PROJECT_FILE_INVALID"],
    ["with a vmTypeID that is no whole number", withVersion({ vmTypeID: 1.5 }), "PROJECT_FILE_INVALID"],
    ["with a negative vmTypeID", withVersion({ vmTypeID: -1 }), "PROJECT_FILE_INVALID"],
    ["with a vmTypeID in a string", withVersion({ vmTypeID: "2" }), "PROJECT_FILE_INVALID"],
    ["without a code", withVersion({ code: undefined }), "PROJECT_FILE_INVALID"],
    ["with a code that is no string", withVersion({ code: 5 }), "PROJECT_FILE_INVALID"],
    ["with a codeExpParam that is no string", withVersion({ codeExpParam: {} }), "PROJECT_FILE_INVALID"],
    ["with an output that is no object", withVersion({ output: "stdout" }), "PROJECT_FILE_INVALID"],
    ["with a version that has no name", withVersion({ version: "" }), "PROJECT_FILE_INVALID"],
    ["with more than a hundred versions", bytesOf({ ...file, versions: many }), "PROJECT_FILE_INVALID"],
    ["with an unknown vmType", withVersion({ vmTypeID: undefined, vmType: "x" }), "PROJECT_FILE_INVALID"],
    ["with a version name beyond bytes32", withVersion({ version: "v".repeat(32) }), "PROJECT_FILE_INVALID"],
    ["with a code of odd length", withVersion({ code: "abc" }), "CODE_NOT_HEX"],
    ["with a code after 0x", withVersion({ code: `0x${hex}` }), "CODE_NOT_HEX"],
    ["with an empty code", withVersion({ code: "" }), "CODE_NOT_HEX"],
    ["with a code that is not deflated", withVersion({ code: code.toString("hex") }), "CODE_NOT_ZLIB"],
    ["with a truncated code", withVersion({ code: hex.slice(0, -8) }), "CODE_NOT_ZLIB"],
    ["with a code that inflates without end", withVersion({ code: bomb }), "CODE_TOO_LARGE"],
    [
      "with codes that together inflate too far",
      bytesOf({
        ...file,
        versions: [
          { ...version, code: half },
          { ...version, version: "v2", code: half },
        ],
      }),
      "CODE_TOO_LARGE",
    ],
  ];
  it("may have long codes, which need not be parsed as text, and no other long strings", () => {
    const long = Buffer.alloc(5 * 1024 * 1024, "a program");
    const stored = deflateSync(long, { level: 0 }).toString("hex");
    const parsed = parseProjectFile(withVersion({ code: stored }));
    assert.ok(long.equals(parsed.versions[0]!.code));
    for (const [title, change, expected] of [
      ["an output", { output: { type: stored } }, "PROJECT_FILE_INVALID"],
      ["a parameter", { codeExpParam: stored }, "PROJECT_FILE_INVALID"],
      ["a member", { [stored]: 1 }, "PROJECT_FILE_INVALID"],
      ["a version", { version: stored }, "PROJECT_FILE_INVALID"],
      ["a code that is not hex", { code: `${stored.slice(0, -2)}xy` }, "CODE_NOT_HEX"],
      ["a code of odd length", { code: stored.slice(1) }, "CODE_NOT_HEX"],
      ["a code of escapes", { code: '\\"'.repeat(5_000_000) }, "CODE_NOT_HEX"],
    ] as const) {
      assert.throws(() => parseProjectFile(withVersion(change)), { code: expected }, title);
    }
    const twice = JSON.stringify(file).replace('"code":', `"code":"${stored}","code":`);
    assert.throws(() => parseProjectFile(Buffer.from(twice)), { code: "PROJECT_FILE_INVALID" });
    const much = Buffer.concat([bytesOf(file), Buffer.alloc(64 * 1024 * 1024, " ")]);
    assert.throws(() => parseProjectFile(much), { code: "PROJECT_FILE_INVALID", message: /besides long codes/ });
  });

  it("is not packed when nodes would not read it", () => {
    const packed = { defaultVersion: "v1", versions: [{ ...version, version: "v1", code: Buffer.from("abc") }] };
    assert.throws(() => packProjectFile(packed, { fileBytes: 10, codeBytes: 10 }), { code: "PROJECT_FILE_TOO_LARGE" });
    assert.throws(() => packProjectFile(packed, { fileBytes: 1000, codeBytes: 2 }), { code: "CODE_TOO_LARGE" });
  });

  for (const [title, bytes, expected] of defects) {
    it(`${title} is refused with ${expected}`, () => {
      assert.throws(() => parseProjectFile(bytes, limits), { name: "W3bError", code: expected });
    });
  }
});
