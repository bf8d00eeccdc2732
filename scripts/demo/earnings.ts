import { formatEther } from "viem";
import { table } from "../../node/protocol/text.ts";
import { accounts } from "../devnet/accounts.ts";
import type { Devnet } from "../devnet/network.ts";

/** A table of who earned what, and what it cost them in gas. */
export async function formatEarnings({ pool }: Devnet): Promise<string> {
  const settlements = await pool.query<{ prover: string; tasks: string; earned: string }>(
    `SELECT prover, count(*) AS tasks, sum(prover_amount)::text AS earned FROM chain.settlement GROUP BY prover`,
  );
  const gateways = await pool.query<{ gateway: string; tasks: string; earned: string }>(
    `SELECT gateway, count(*) AS tasks, sum(gateway_amount)::text AS earned FROM chain.settlement GROUP BY gateway`,
  );
  const gas = await pool.query<{ account: string; gas: string }>(
    "SELECT account, sum(gas_used)::text AS gas FROM node.outbox GROUP BY account",
  );
  const gasOf = (account: string) =>
    gas.rows.find((row) => row.account.toLowerCase() === account.toLowerCase())?.gas ?? "0";
  const rows = accounts.provers.map(({ name, owner, operator }) => {
    const row = settlements.rows.find(({ prover }) => prover === owner.address.toLowerCase());
    return [name, owner.address, row?.tasks ?? "0", formatEther(BigInt(row?.earned ?? 0)), gasOf(operator.address)];
  });
  for (const { gateway, tasks, earned } of gateways.rows) {
    rows.push(["gateway", gateway, tasks, formatEther(BigInt(earned)), gasOf(gateway)]);
  }
  return table(["who", "account", "tasks", "earned (IOTX)", "gas spent"], rows);
}
