import { type EntitySchemaColumnOptions, EntitySchema } from "typeorm";

/** A class that TypeORM fills: no constructor arguments, text primary key. */
export type EntityClass<T extends { id: string } = { id: string }> = new () => T;

type Column = Omit<EntitySchemaColumnOptions, "name">;

export const text: Column = { type: "text" };
export const textOrNull: Column = { type: "text", nullable: true };
export const flag: Column = { type: "boolean" };
/** Values that are known to stay below 2^31: block numbers, counts, basis points, vmTypeIDs. */
export const int: Column = { type: "int" };
export const intOrNull: Column = { type: "int", nullable: true };
export const ints: Column = { type: "int", array: true };

const toNumber = {
  to: (value: unknown) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};
/** Unix times and durations in seconds: up to uint40, so above int but safe as a JavaScript number. */
export const seconds: Column = { type: "bigint", transformer: toNumber };
export const secondsOrNull: Column = { ...seconds, nullable: true };

const toBigint = {
  to: (value: bigint | null | undefined) => value?.toString() ?? value,
  from: (value: string | null) => (value === null ? null : BigInt(value)),
};
/** uint256 and sums of them. Without a precision: a worthless token can bring any sum above 78 digits. */
export const numeric: Column = { type: "numeric", transformer: toBigint };
export const numericOrNull: Column = { ...numeric, nullable: true };

/**
 * The TypeORM schema of a class: every property but `id` needs a column, named in snake case. `indexes` lists the
 * properties of each index that queries and GraphQL filters rely on.
 */
export function entity<T extends { id: string }>(
  target: EntityClass<T>,
  table: string,
  columns: { [K in Exclude<keyof T, "id">]-?: Column },
  indexes: Exclude<keyof T, symbol | number>[][] = [],
): EntitySchema<T> {
  const named: Record<string, EntitySchemaColumnOptions> = { id: { type: "text", primary: true } };
  for (const [key, column] of Object.entries<Column>(columns)) named[key] = { ...column, name: snakeCase(key) };
  return new EntitySchema<T>({
    target,
    name: target.name,
    tableName: table,
    columns: named,
    indices: indexes.map((keys) => ({ name: [table, ...keys.map(snakeCase), "index"].join("_"), columns: keys })),
  });
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
