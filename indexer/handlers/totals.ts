import { Account } from "../model/account.ts";
import { Escrow } from "../model/escrow.ts";
import type { Rows } from "../rows.ts";

/** The project's escrow in a token, made empty at its first mention. */
export async function escrowOf(rows: Rows, projectId: bigint, token: string): Promise<Escrow> {
  const id = `${projectId}-${token}`;
  const found = await rows.find(Escrow, id);
  if (found) return rows.change(Escrow, id);
  return rows.put(Escrow, { id, projectId: projectId.toString(), token, deposited: 0n, withdrawn: 0n });
}

/** What an account has in a token, made empty at its first mention. */
export async function accountOf(rows: Rows, token: string, address: string): Promise<Account> {
  const id = `${token}-${address}`;
  const found = await rows.find(Account, id);
  if (found) return rows.change(Account, id);
  return rows.put(Account, { id, token, address, earned: 0n, collected: 0n });
}

/** Credits an account; crediting nothing makes no row. */
export async function credit(rows: Rows, token: string, address: string, amount: bigint): Promise<void> {
  if (amount > 0n) (await accountOf(rows, token, address)).earned += amount;
}
