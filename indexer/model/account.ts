import { entity, numeric, text } from "./columns.ts";

/** What an account was credited for its work and has collected, in the token's smallest unit. */
export class Account {
  /** "<token>-<address>" */
  declare id: string;
  declare token: string;
  declare address: string;
  declare earned: bigint;
  declare collected: bigint;
}

export const accountSchema = entity(
  Account,
  "account",
  { token: text, address: text, earned: numeric, collected: numeric },
  [["address"]],
);
