import { entity, text } from "./columns.ts";

/** An attribute of a project. */
export class Attribute {
  /** "<project>-<key>" */
  declare id: string;
  declare projectId: string;
  /** The key's name; the raw bytes32 if it is not printable text. */
  declare key: string;
  /** The value's bytes in hex. */
  declare value: string;
}

export const attributeSchema = entity(Attribute, "attribute", { projectId: text, key: text, value: text }, [
  ["projectId"],
]);
