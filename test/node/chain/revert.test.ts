import assert from "node:assert/strict";
import { encodeErrorResult, pad, parseAbi, RpcRequestError, zeroAddress } from "viem";
import { errorsAbi } from "../../../contracts/abi/errors.ts";
import { createChainClient } from "../../../node/chain/client.ts";
import { revertActions } from "../../../node/chain/revert-actions.ts";
import { program } from "../../../node/cli/program.ts";
import { decodeRevert, revertError } from "../../../node/chain/revert.ts";

const solidity = parseAbi(["error Error(string)", "error Panic(uint256)"]);

describe("decodeRevert", () => {
  it("names our contracts' errors, with their values", () => {
    const data = encodeErrorResult({ abi: errorsAbi, errorName: "ClaimExpired", args: [pad("0x1"), 99n] });
    const { code, message } = decodeRevert(data);
    assert.equal(code, "ClaimExpired");
    assert.match(message, /^ClaimExpired\(taskId 0x0+1, claimDeadline 99\)$/);
  });

  it("reads require() strings and panics", () => {
    const text = encodeErrorResult({ abi: solidity, errorName: "Error", args: ["no money"] });
    assert.deepEqual([decodeRevert(text).code, decodeRevert(text).message], ["REVERTED", "no money"]);
    assert.equal(decodeRevert(encodeErrorResult({ abi: solidity, errorName: "Panic", args: [17n] })).code, "Panic");
  });

  it("never fails on bytes that mean nothing", () => {
    for (const data of ["0x", "0x12", "0xdeadbeef", `0x08c379a0${"ff".repeat(64)}`] as const) {
      assert.equal(decodeRevert(data).code, "REVERTED");
    }
  });
});

describe("revertError", () => {
  const refusalOf = (data: `0x${string}`) =>
    revertError(new RpcRequestError({ body: {}, error: { code: 3, message: "execution reverted", data }, url: "" }));

  it("says what to do about an error of our contracts, and that another is none of them", () => {
    const args = [zeroAddress, 0n, 10n ** 18n] as const;
    const ours = refusalOf(encodeErrorResult({ abi: errorsAbi, errorName: "InsufficientFreeStake", args }));
    assert.equal(ours.code, "InsufficientFreeStake");
    assert.match(ours.action ?? "", /^Stake more \(w3b prover stake\)/);
    const theirs = refusalOf(encodeErrorResult({ abi: solidity, errorName: "Error", args: ["no money"] }));
    assert.match(theirs.action ?? "", /no error of W3bstream's contracts/);
  });

  it("names commands that exist", () => {
    const named = Object.values(revertActions).flatMap((action) =>
      Array.from(action.matchAll(/\bw3b ([a-z-]+) ([a-z-]+)/g), ([, group = "", name = ""]) => [group, name] as const),
    );
    assert.ok(named.length > 20);
    const missing = named.filter(([group, name]) => {
      const { commands } = program().commands.find((command) => command.name() === group) ?? { commands: [] };
      return commands.every((command) => command.name() !== name);
    });
    assert.deepEqual(missing, []);
  });

  it("is not a revert when the chain could not be asked", async () => {
    const error = await createChainClient(["http://127.0.0.1:1"]).catch((thrown: { cause: unknown }) => thrown.cause);
    assert.equal(revertError(error).code, "CALL_FAILED");
  });
});
