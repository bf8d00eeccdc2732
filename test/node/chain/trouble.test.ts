import assert from "node:assert/strict";
import { createPublicClient, HttpRequestError, http } from "viem";
import { asChainError, reasonOf } from "../../../node/chain/trouble.ts";
import { W3bError } from "../../../node/protocol/errors.ts";

const secret = "k3y";

describe("the reason of a failure", () => {
  it("does not show the URL of an endpoint that does not answer", async () => {
    const client = createPublicClient({ transport: http(`http://127.0.0.1:1/v2/${secret}`, { retryCount: 0 }) });
    const error = await client.getBlockNumber().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof HttpRequestError && error.message.includes(secret));
    assert.ok(!reasonOf(error).includes(secret), reasonOf(error));
    assert.match(reasonOf(error), /HTTP request failed/);
    const named = asChainError(error);
    assert.equal(named?.code, "CHAIN_UNREACHABLE");
    assert.ok(!named.message.includes(secret) && named.cause === undefined, named.message);
  });

  it("does not show a URL that any other error quotes", () => {
    const error = new TypeError(
      `Failed to parse URL from https://user:${secret}@rpc.example/v2/${secret}?key=${secret}`,
    );
    assert.equal(reasonOf(error), "Failed to parse URL from <url>");
    assert.equal(reasonOf(`WSS://rpc.example/${secret} closed`), "<url> closed");
  });

  it("is the message of an error raised on purpose, which names only what is public", () => {
    const message = "The project file at https://example.org/file cannot be fetched.";
    const error = new W3bError("PROJECT_FILE_UNREACHABLE", message);
    assert.deepEqual([reasonOf(error), asChainError(error)], [message, undefined]);
  });
});
