import { entity, flag, text } from "./columns.ts";

/** A gateway as one project knows it. */
export class Gateway {
  /** "<project>-<address>" */
  declare id: string;
  declare projectId: string;
  declare address: string;
  /** Whether it may submit: the project's present owner let it. */
  declare authorised: boolean;
  /** Where provers fetch the payloads it keeps. */
  declare uri: string;
}

export const gatewaySchema = entity(
  Gateway,
  "gateway",
  { projectId: text, address: text, authorised: flag, uri: text },
  [["projectId", "authorised"], ["address"]],
);
