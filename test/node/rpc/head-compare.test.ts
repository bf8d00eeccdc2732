import assert from "node:assert/strict";
import { keccak256, toHex } from "viem";
import { RpcClient } from "../../../node/rpc/client.ts";
import { type RpcProxy, startRpcProxy } from "../../support/rpc-proxy.ts";

const genesis = 1_000_000;
/** A chain with a block each 5 s; one of another name has other hashes. */
const blockOf = (number: number, name = "the chain") => {
  const hash = (of: number) => keccak256(toHex(`${name} ${of}`));
  const timestamp = toHex(genesis + 5 * number);
  return { number: toHex(number), timestamp, hash: hash(number), parentHash: hash(number - 1) };
};
type Shown = ReturnType<typeof blockOf> | null;

describe("an RpcClient whose first endpoint's head stands still", () => {
  let first: RpcProxy;
  let second: RpcProxy;
  let rpc: RpcClient;
  let now: number;
  let said: string[];
  /** What each shows of a block; undefined: the newest. */
  let shown: ((number?: number) => Shown)[];

  beforeEach(async () => {
    const upTo = (number = 1_000) => blockOf(number);
    shown = [upTo, upTo];
    const node = (i: number) =>
      startRpcProxy("", ({ method, params: [tag] }) => {
        if (method !== "eth_getBlockByNumber") return { result: "0x1" };
        return { result: shown[i]!(tag === "latest" ? undefined : Number(tag)) };
      });
    [first, second] = await Promise.all([node(0), node(1)]);
    said = [];
    const onBehind = (place: string, seconds?: number) =>
      void said.push(place === new URL(first.url).host ? `first ${seconds ?? "is back"}` : "second");
    now = (genesis + 5_000) * 1000;
    rpc = new RpcClient([first.url, second.url], { now: () => now, onBehind });
  });
  afterEach(() => [first, second].forEach(({ stop }) => stop()));

  const newest = (number: number) => (of?: number) => blockOf(of ?? number);
  const asked = (proxy: RpcProxy, method: string) => proxy.calls.filter((call) => call.method === method).length;
  /** The time passes, heads are compared; resolves with who is asked then. */
  const later = async () => {
    now += 15_000;
    await rpc.call("eth_chainId");
    await rpc.compared();
    const before = asked(first, "eth_gasPrice");
    await rpc.call("eth_gasPrice");
    return asked(first, "eth_gasPrice") > before ? "first" : "second";
  };

  it("asks the one ahead, and goes back when the first has caught up, saying each once", async () => {
    const who: string[] = [];
    for (const [one, other] of [
      [1_000, 1_003],
      [1_000, 1_006],
      [1_000, 1_009],
      [1_000, 1_012],
      [1_015, 1_015],
      [1_018, 1_018],
      [1_021, 1_021],
    ] as const) {
      shown = [newest(one), newest(other)];
      who.push(await later());
    }
    assert.deepEqual(who, ["first", "first", "second", "second", "second", "first", "first"]);
    assert.deepEqual(said, ["first 45", "first is back"]);
  });

  it("does not go to and fro with one that catches up for a moment", async () => {
    const who: string[] = [];
    for (const one of [990, 1_006, 1_000, 1_012, 1_000]) {
      const head = 1_003 + 3 * who.length;
      shown = [newest(one), newest(head)];
      who.push(await later());
    }
    assert.deepEqual(new Set(who), new Set(["second"]));
    assert.deepEqual(said, ["first 65"]);
  });

  const lies: Record<string, (number?: number) => Shown> = {
    "from the future": newest(9_000),
    "that it cannot show the parent of": (number) =>
      number === undefined ? blockOf(1_003) : number === 1_002 ? null : blockOf(number),
    "whose parent is another": (number) =>
      number === undefined ? { ...blockOf(1_003), parentHash: blockOf(1).hash } : blockOf(number),
    "of another chain": (number = 1_003) => blockOf(number, "another"),
    "that is no block": () => ({ ...blockOf(1_003), timestamp: "soon" as `0x${string}` }),
  };
  for (const [what, lie] of Object.entries(lies)) {
    it(`does not believe another that claims a head ${what}`, async () => {
      shown = [newest(900), lie];
      assert.deepEqual([await later(), await later()], ["first", "first"]);
      assert.deepEqual(said, []);
    });
  }

  it("never leaves a fresh head, however far another claims to be", async () => {
    // The liar's number is a million ahead, its time is now.
    const ahead = (number = 1_000_000) => ({
      ...blockOf(number),
      ...(number > 1_002 && { timestamp: toHex(genesis + 5_015) }),
    });
    shown = [newest(1_003), ahead];
    assert.equal(await later(), "first");
    assert.deepEqual(said, []);
  });

  it("still asks the first when the one ahead fails", async () => {
    shown = [newest(900), newest(1_003)];
    assert.equal(await later(), "second");
    second.fate = () => ({ http: 500 });
    assert.equal(await rpc.call("eth_gasPrice"), "0x1");
    assert.deepEqual(said, ["first 515"]);
  });

  it("does not say that the first has caught up while nobody else answers", async () => {
    shown = [newest(900), newest(1_003)];
    assert.equal(await later(), "second");
    second.fate = () => ({ http: 500 });
    for (let times = 0; times < 4; times++) assert.equal(await later(), "first");
    assert.deepEqual(said, ["first 515"]);
  });
});
