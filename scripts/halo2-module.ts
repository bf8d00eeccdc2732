/**
 * Builds the module of examples/halo2-product and, if told of a chain, gives it its verifier there:
 *   node scripts/halo2-module.ts <out.wasm> [--parameters <file>]
 *        [--deployment <file> --rpc-url <url>], the account's key in W3B_PRIVATE_KEY
 * Without a file of parameters (ParamsKZG of 2^5 powers, raw bytes) it uses ones for development, under which anybody
 * can prove anything. It prints what `w3b project publish` takes as --snark-verifier, and the program's id.
 */
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type Address, createPublicClient, createWalletClient, defineChain, type Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { transportOf } from "../node/chain/client.ts";
import { buildProductModule } from "./halo2-module/build.ts";
import { deployVerifier, type OwnVerifier } from "./halo2-module/deploy-verifier.ts";
import { helpIfAsked } from "./help.ts";

helpIfAsked(import.meta.url);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { parameters: { type: "string" }, deployment: { type: "string" }, "rpc-url": { type: "string" } },
});
const [out] = positionals;
if (out === undefined) throw new Error("Name the file to write, e.g. product.wasm.");
const module = await buildProductModule(values.parameters ? await readFile(values.parameters) : undefined);
await writeFile(out, module.wasm);
console.log(`${out}: ${module.wasm.length} bytes${values.parameters ? "" : ", with parameters for development only"}`);
if (values.deployment !== undefined) {
  const { verifier, programId } = await deploy(values.deployment, values["rpc-url"]);
  console.log(`Verifier: ${verifier}\nProgram id: ${programId}`);
}

async function deploy(file: string, url = "http://127.0.0.1:8545"): Promise<OwnVerifier> {
  const key = process.env["W3B_PRIVATE_KEY"];
  if (key === undefined) throw new Error("The account's key is missing: set W3B_PRIVATE_KEY.");
  const deployment = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
  const [halo2Verifier, snarkVerifierAdapter] = [deployment["halo2Verifier"], deployment["snarkVerifierAdapter"]];
  if (!halo2Verifier || !snarkVerifierAdapter)
    throw new Error(`${file} names no halo2Verifier or snarkVerifierAdapter.`);
  const chain = defineChain({
    id: Number(deployment["chainId"]),
    name: "chain",
    nativeCurrency: { name: "IOTX", symbol: "IOTX", decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  });
  const account = privateKeyToAccount(key as Hex);
  const transport = transportOf([url]);
  return deployVerifier(module, {
    publicClient: createPublicClient({ chain, transport }),
    walletClient: createWalletClient({ account, chain, transport }),
    halo2Verifier: halo2Verifier as Address,
    snarkVerifierAdapter: snarkVerifierAdapter as Address,
  });
}
