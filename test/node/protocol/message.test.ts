import assert from "node:assert/strict";
import { hashMessage, keccak256, toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import {
  type DeviceMessage,
  MAX_MESSAGE_DATA_BYTES,
  messageHash,
  messageIdOf,
  parseMessage,
  recoverDevice,
  signedText,
  signMessage,
} from "../../../node/protocol/message.ts";
import { seededRandom } from "../../support/random.ts";

const unsigned = { projectID: 912, projectVersion: "v1.0.0", data: '{"a":1}' };
const signature = `0x${"11".repeat(64)}01` as const;

const random = seededRandom("messages");

describe("a device message", () => {
  it("is signed over Go's JSON: fixed key order, no spaces", () => {
    assert.equal(
      signedText({ data: '{"a":1}', projectVersion: "v1.0.0", projectID: 912 }),
      '{"projectID":912,"projectVersion":"v1.0.0","data":"{\\"a\\":1}"}',
    );
  });

  it("escapes <, >, & and the line separators as Go does, and leaves other Unicode alone", () => {
    assert.equal(
      signedText({ ...unsigned, data: "<b>&\u2028\u2029\u00e9\u{1f600}\u0001\n" }),
      '{"projectID":912,"projectVersion":"v1.0.0","data":"\\u003cb\\u003e\\u0026\\u2028\\u2029\u00e9\u{1f600}\\u0001\\n"}',
    );
  });

  it("is hashed by keccak256 without a prefix", () => {
    const text = signedText(unsigned);
    assert.equal(messageHash(unsigned), keccak256(toHex(text)));
    assert.notEqual(messageHash(unsigned), hashMessage(text));
  });

  it("recovers to the device that signed it, v being 0 or 1", async () => {
    for (let round = 0; round < 8; round++) {
      const key = random.privateKey();
      const signed = await signMessage(round % 2 === 0 ? key : privateKeyToAccount(key), {
        ...unsigned,
        data: `${round}`,
      });
      assert.match(signed.signature, /0[01]$/);
      assert.equal(await recoverDevice(parseMessage(signed)), privateKeyToAccount(key).address);
    }
  });

  it("recovers to somebody else once anything is changed", async () => {
    const key = random.privateKey();
    const signed = await signMessage(key, unsigned);
    for (const change of [{ projectID: 913 }, { projectVersion: "v1.0.1" }, { data: '{"a":2}' }]) {
      assert.notEqual(await recoverDevice({ ...signed, ...change }), privateKeyToAccount(key).address);
    }
  });

  it("whose signature is no point of the curve is refused with SIGNATURE_INVALID", async () => {
    const broken: DeviceMessage = { ...unsigned, signature: `0x${"ff".repeat(64)}00` };
    await assert.rejects(recoverDevice(broken), { code: "SIGNATURE_INVALID", kind: "input" });
  });

  it("keeps its identity when its signature is given another valid form", async () => {
    const key = random.privateKey();
    const signed = await signMessage(key, unsigned);
    const n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const s = n - BigInt(`0x${signed.signature.slice(66, 130)}`);
    const v = signed.signature.endsWith("00") ? "01" : "00";
    const twin: DeviceMessage = {
      ...signed,
      signature: `${signed.signature.slice(0, 66) as "0x"}${s.toString(16).padStart(64, "0")}${v}`,
    };
    const device = privateKeyToAccount(key).address;
    assert.notEqual(twin.signature, signed.signature);
    assert.equal(await recoverDevice(twin), device);
    assert.equal(messageIdOf(twin, await recoverDevice(twin)), messageIdOf(signed, device));
  });

  const malformed: [string, unknown][] = [
    ["no object", "hello"],
    ["null", null],
    ["a missing field", { ...unsigned }],
    ["an unknown field", { ...unsigned, signature, extra: 1 }],
    ["a project id of 0", { ...unsigned, signature, projectID: 0 }],
    ["a project id that is a string", { ...unsigned, signature, projectID: "912" }],
    ["a project id JSON cannot carry exactly", { ...unsigned, signature, projectID: 2 ** 53 }],
    ["an empty version", { ...unsigned, signature, projectVersion: "" }],
    ["a version longer than 31 bytes", { ...unsigned, signature, projectVersion: "\u00e9".repeat(16) }],
    ["data that is not a string", { ...unsigned, signature, data: { a: 1 } }],
    ["a lone surrogate in data", { ...unsigned, signature, data: "\ud800" }],
    ["a short signature", { ...unsigned, signature: "0x1234" }],
    ["v = 27", { ...unsigned, signature: `0x${"11".repeat(64)}1b` }],
  ];
  for (const [title, json] of malformed) {
    it(`with ${title} is refused with MESSAGE_INVALID`, () => {
      assert.throws(() => parseMessage(json), { code: "MESSAGE_INVALID", kind: "input" });
    });
  }

  it("names the field that is wrong", () => {
    assert.throws(() => parseMessage({ ...unsigned, signature, projectID: -1 }), /projectID/);
  });

  it("with too much data is refused with MESSAGE_TOO_LARGE, counted in bytes", () => {
    const fits = "x".repeat(MAX_MESSAGE_DATA_BYTES);
    assert.equal(parseMessage({ ...unsigned, signature, data: fits }).data, fits);
    const large = "\u00e9".repeat(MAX_MESSAGE_DATA_BYTES / 2 + 1);
    assert.throws(() => parseMessage({ ...unsigned, signature, data: large }), {
      code: "MESSAGE_TOO_LARGE",
      kind: "tooLarge",
    });
  });
});
