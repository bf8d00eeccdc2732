import { jsonPgSmartTags } from "postgraphile/utils";

/**
 * How tables belong together, for GraphQL alone: the tables have no foreign keys, which a reorg would have to undo in
 * the right order.
 */
export const relations: GraphileConfig.Plugin = jsonPgSmartTags({
  version: 1,
  config: {
    class: {
      task: {
        tags: {
          foreignKey: [
            "(project_id) references project (id)|@fieldName project|@foreignFieldName tasks",
            "(prover) references prover (id)|@fieldName proverByAddress|@foreignFieldName tasks",
            "(offer) references offer (id)|@fieldName offerByAddress|@foreignFieldName tasks",
          ],
        },
      },
      task_event: { tags: { foreignKey: "(task_id) references task (id)|@fieldName task|@foreignFieldName events" } },
      settlement: {
        tags: { foreignKey: "(task_id) references task (id)|@fieldName task|@foreignFieldName settlements" },
      },
      offer: {
        tags: { foreignKey: "(project_id) references project (id)|@fieldName project|@foreignFieldName offers" },
      },
      program: {
        tags: { foreignKey: "(project_id) references project (id)|@fieldName project|@foreignFieldName programs" },
      },
      gateway: {
        tags: { foreignKey: "(project_id) references project (id)|@fieldName project|@foreignFieldName gateways" },
      },
      device: {
        tags: { foreignKey: "(project_id) references project (id)|@fieldName project|@foreignFieldName devices" },
      },
      attribute: {
        tags: { foreignKey: "(project_id) references project (id)|@fieldName project|@foreignFieldName attributes" },
      },
      escrow: {
        tags: { foreignKey: "(project_id) references project (id)|@fieldName project|@foreignFieldName escrows" },
      },
    },
  },
});
