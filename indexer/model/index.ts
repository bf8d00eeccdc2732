import { accountSchema } from "./account.ts";
import { attributeSchema } from "./attribute.ts";
import { deviceSchema } from "./device.ts";
import { escrowSchema } from "./escrow.ts";
import { gatewaySchema } from "./gateway.ts";
import { offerSchema } from "./offer.ts";
import { programSchema } from "./program.ts";
import { projectSchema } from "./project.ts";
import { proverSchema } from "./prover.ts";
import { settlementSchema } from "./settlement.ts";
import { taskEventSchema } from "./task-event.ts";
import { taskSchema } from "./task.ts";

/** Every table of schema `chain`. */
export const schemas = [
  projectSchema,
  programSchema,
  gatewaySchema,
  attributeSchema,
  deviceSchema,
  offerSchema,
  proverSchema,
  taskSchema,
  taskEventSchema,
  settlementSchema,
  escrowSchema,
  accountSchema,
];
