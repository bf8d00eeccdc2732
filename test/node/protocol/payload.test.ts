import assert from "node:assert/strict";
import { sha256 } from "viem";
import {
  decodePayload,
  encodePayload,
  MAX_PAYLOAD_BYTES,
  MAX_PAYLOAD_MESSAGES,
  type Payload,
  payloadHash,
} from "../../../node/protocol/payload.ts";

const message = {
  data: '{"a":"<1>\u00e9"}',
  signature: `0x${"11".repeat(64)}01`,
  device: `0x${"ab".repeat(20)}`,
} as const;
const payload: Payload = { projectID: 912, projectVersion: "v1.0.0", messages: [message] };
const bytesOf = (json: unknown) => Buffer.from(JSON.stringify(json));

describe("a payload", () => {
  it("is canonical JSON with its keys in the order of the specification", () => {
    const shuffled = { messages: payload.messages, projectVersion: "v1.0.0", projectID: 912 };
    assert.equal(
      Buffer.from(encodePayload(shuffled)).toString(),
      `{"projectID":912,"projectVersion":"v1.0.0","messages":[{"data":"{\\"a\\":\\"<1>\u00e9\\"}",` +
        `"signature":"${message.signature}","device":"${message.device}"}]}`,
    );
  });

  it("comes back as it was encoded", () => {
    assert.deepEqual(decodePayload(encodePayload(payload)), payload);
  });

  it("holds devices in lower case whatever it is given", () => {
    const device = `0x${"AB".repeat(20)}` as const;
    assert.deepEqual(decodePayload(encodePayload({ ...payload, messages: [{ ...message, device }] })), payload);
  });

  it("has the SHA-256 of its bytes as its hash", () => {
    const bytes = encodePayload(payload);
    assert.equal(payloadHash(bytes), sha256(bytes));
  });

  const malformed: [string, Uint8Array][] = [
    ["no JSON", Buffer.from("{")],
    ["no UTF-8", Buffer.from([0x22, 0xff, 0x22])],
    ["no object", bytesOf([])],
    ["no messages", bytesOf({ ...payload, messages: [] })],
    ["an unknown key", bytesOf({ ...payload, extra: 1 })],
    ["an unknown key in a message", bytesOf({ ...payload, messages: [{ ...message, extra: 1 }] })],
    ["keys in another order", bytesOf({ projectVersion: "v1.0.0", projectID: 912, messages: [message] })],
    ["spaces", Buffer.from(JSON.stringify(payload, null, 1))],
    ["a byte order mark", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytesOf(payload)])],
    ["a device that is no address", bytesOf({ ...payload, messages: [{ ...message, device: "0x12" }] })],
    ["a duplicate key", Buffer.from(JSON.stringify(payload).replace("{", '{"projectID":1,'))],
    [
      "too many messages",
      bytesOf({ ...payload, messages: Array.from({ length: MAX_PAYLOAD_MESSAGES + 1 }, () => message) }),
    ],
  ];
  for (const [title, bytes] of malformed) {
    it(`with ${title} is refused with PAYLOAD_INVALID`, () => {
      assert.throws(() => decodePayload(bytes), { code: "PAYLOAD_INVALID", kind: "input" });
    });
  }

  it("beyond the limit is refused with PAYLOAD_TOO_LARGE before it is parsed", () => {
    assert.throws(() => decodePayload(new Uint8Array(MAX_PAYLOAD_BYTES + 1)), {
      code: "PAYLOAD_TOO_LARGE",
      kind: "tooLarge",
    });
  });

  it("that could not be read back is not encoded", () => {
    assert.throws(() => encodePayload({ ...payload, messages: [] }), { code: "PAYLOAD_INVALID" });
    const data = "x".repeat(128 * 1024);
    const messages = Array.from({ length: 70 }, () => ({ ...message, data }));
    assert.throws(() => encodePayload({ ...payload, messages }), { code: "PAYLOAD_TOO_LARGE" });
  });
});
