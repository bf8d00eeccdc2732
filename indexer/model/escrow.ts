import { entity, numeric, text } from "./columns.ts";

/** What was put into and taken out of a project's escrow by hand, in the token's smallest unit. */
export class Escrow {
  /** "<project>-<token>" */
  declare id: string;
  declare projectId: string;
  declare token: string;
  declare deposited: bigint;
  declare withdrawn: bigint;
}

export const escrowSchema = entity(
  Escrow,
  "escrow",
  { projectId: text, token: text, deposited: numeric, withdrawn: numeric },
  [["projectId"]],
);
