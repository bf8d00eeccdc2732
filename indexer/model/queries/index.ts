/** Read-only queries of schema `chain` for the node: plain SQL, typed rows, no TypeORM. */
export { type ClaimableFilter, claimableTasks } from "./claimable.ts";
export { findDevice, registeredDevices } from "./devices.ts";
export { indexedHead } from "./head.ts";
export { findOffer } from "./offers.ts";
export { findAttribute, findProgram, findProject, gatewayUri, isGatewayAuthorised } from "./projects.ts";
export { findProver, proversOf } from "./provers.ts";
export { settlements } from "./settlements.ts";
export {
  claimDeadlines,
  claimsOf,
  findTask,
  lateClaims,
  overdueTasks,
  taskCallOf,
  taskEvents,
  tasksIn,
} from "./tasks.ts";
