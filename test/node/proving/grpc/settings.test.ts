import assert from "node:assert/strict";
import { concat, encodeAbiParameters, type Hex, hexToBytes } from "viem";
import { grpcProver, type GrpcProverSettings } from "../../../../node/proving/systems/grpc/index.ts";
import { readSettings } from "../../../../node/proving/systems/grpc/settings.ts";
import { startPeer } from "./support/peer.ts";

const binding: Hex = `0x00${"cd".repeat(31)}`;
const input = { messages: ["one"], binding };
const good = {
  result: hexToBytes(
    encodeAbiParameters([{ type: "bytes" }, { type: "bytes" }], ["0x1234", concat([binding, binding])]),
  ),
};

describe("settings of a gRPC prover", () => {
  const wrong: [string, object, RegExp][] = [
    ["no address", { url: "grpc://" }, /url/],
    ["a path", { url: "https://host:1/path" }, /url/],
    ["another scheme", { url: "ftp://host:1" }, /url/],
    ["a form of results that is none", { result: "json" }, /result/],
    ["a deadline of nothing", { deadlineMs: 0 }, /deadlineMs/],
    ["a name that is none", { retires: 3 }, /retires/],
  ];
  for (const [title, settings, message] of wrong) {
    it(`with ${title} are refused with CONFIG_INVALID`, () => {
      const all = { vmTypeID: 100, url: "host:1", ...settings } as GrpcProverSettings;
      assert.throws(() => grpcProver(all), { code: "CONFIG_INVALID", message });
    });
  }

  it("may be corrected by a project's codeExpParam, which is refused where it is wrong", async () => {
    const prover = grpcProver({ vmTypeID: 100, url: "host:1" });
    const code = Buffer.from("code");
    const described = await prover.describe(code, '{"w3bstream":{"binding":"template","result":"gnark"}}');
    assert.equal(described.binding, "template");
    for (const parameter of [
      '{"w3bstream":{"binding":"none"}}',
      '{"w3bstream":{"verifyingKey":{}}}',
      '{"w3bstream":1}',
    ]) {
      await assert.rejects(prover.load(code, parameter), { code: "PROGRAM_INVALID", kind: "input" });
    }
    await prover.load(code, "{not JSON, and the service's business");
  });

  it("are by default those of W3bstream's template for Halo2, and the network's own for all others", () => {
    const said = (vmTypeID: number, settings = {}) => {
      const { result, binding } = readSettings({ vmTypeID, url: "host:1", ...settings });
      return [result, binding];
    };
    assert.deepEqual(said(2), ["template", "template"]);
    assert.deepEqual(said(1), ["seal-journal", "native"]);
    assert.deepEqual(said(100), ["seal-journal", "native"]);
    assert.deepEqual(said(2, { result: "seal-journal", binding: "native" }), ["seal-journal", "native"]);
  });

  it("let messages be bytes in hex", async () => {
    const prover = grpcProver({ vmTypeID: 100, url: "127.0.0.1:1", retries: 0 });
    const program = await prover.load(Buffer.from("code"), '{"w3bstream":{"payload":"hex"}}');
    const peer = await startPeer({ proto: "vm", behaviour: { NewProject: () => ({}), ExecuteTask: () => good } });
    const there = grpcProver({ vmTypeID: 100, url: peer.url });
    const known = await there.load(Buffer.from("code"), '{"w3bstream":{"payload":"hex","metadata":"0xff01"}}');
    await known.prove({ ...input, messages: ["0x0102"] });
    assert.deepEqual(peer.calls[0]?.request["metadata"], Buffer.of(0xff, 1));
    assert.deepEqual(peer.calls[1]?.request["payloads"], [Buffer.of(1, 2)]);
    await assert.rejects(known.prove({ ...input, messages: ["0x01", "nothing"] }), { code: "INPUTS_INVALID" });
    await assert.rejects(program.prove(input), { code: "PROVER_SERVICE_UNREACHABLE" });
    there.close();
    await peer[Symbol.asyncDispose]();
  });
});
