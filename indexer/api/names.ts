/** Calls the key `id`, as the tables do: PostGraphile keeps that name for global ids, which are not used here. */
export const plainIds: GraphileConfig.Plugin = {
  name: "W3bPlainIds",
  version: "1.0.0",
  inflection: {
    replace: {
      _attributeName(previous, _options, details) {
        return previous?.({ ...details, skipRowId: true }) ?? details.attributeName;
      },
    },
  },
};
