import { entity, flag, text } from "./columns.ts";

/** A device as one project knows it. */
export class Device {
  /** "<project>-<address>" */
  declare id: string;
  declare projectId: string;
  /** The secp256k1 identity that signs messages. */
  declare device: string;
  /** The identity proofs name; zero if it has none. */
  declare key: string;
  /** Whom dApps credit. */
  declare owner: string;
  /** False once it was removed. */
  declare registered: boolean;
}

export const deviceSchema = entity(
  Device,
  "device",
  { projectId: text, device: text, key: text, owner: text, registered: flag },
  [["projectId"], ["device"], ["key"], ["owner"]],
);
