/** Schema of the indexed tables; may be dropped and rebuilt at any time. */
export const tableSchema = "chain";
/** Schema of Subsquid's own state: what is indexed, and how to undo the blocks that are not final yet. */
export const stateSchema = "chain_status";
