import { type Chain, defineChain } from "viem";
import { hardhat, iotex, iotexTestnet } from "viem/chains";

/** The chain's definition by its id; for one we do not know, a plain one under that id. */
export function chainOf(id: number, url: string): Chain {
  const known = [iotex, iotexTestnet, hardhat].find((chain) => chain.id === id);
  if (known) return known;
  return defineChain({
    id,
    name: `chain ${id}`,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  });
}

/** A header's gas limit, where it is one: IoTeX puts the sum of the gas limits of what is in the block there. */
export function blockGasLimit(chainId: number, headerGasLimit: bigint): bigint | undefined {
  return isIotex(chainId) ? undefined : headerGasLimit;
}

/** IoTeX nodes refuse less than 1000 gwei (1e-6 IOTX) a gas; elsewhere the market alone decides. In wei. */
export function leastGasPrice(chainId: number): bigint {
  return isIotex(chainId) ? 1_000_000_000_000n : 0n;
}

function isIotex(chainId: number): boolean {
  return chainId === iotex.id || chainId === iotexTestnet.id;
}
