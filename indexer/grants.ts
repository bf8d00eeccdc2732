import type { EntityClass } from "./model/columns.ts";
import { Gateway } from "./model/gateway.ts";
import { Program } from "./model/program.ts";

type OfProject = { id: string; projectId: string };

/** What an owner allows and the next one does not: the rows of a project in which a flag is set. */
export const grantFlags: ReadonlyMap<EntityClass, string> = new Map<EntityClass, string>([
  [Gateway, "authorised"],
  [Program, "active"],
]);

/**
 * The ids of rows that a change of hands will change, by project, of one batch. An owner makes rows and transfers at a
 * few thousand gas each, by thousands a block: so each row is looked at once for each time that it was allowed, not
 * once a transfer, and what was taken back is not even loaded.
 */
export class Grants {
  readonly #ids = new Map<string, Map<EntityClass, Set<string>>>();

  /** Notes a row that allows something. */
  note(type: EntityClass, row: { id: string }): void {
    const flag = grantFlags.get(type);
    if (flag === undefined || !(row as Record<string, unknown>)[flag]) return;
    const { projectId } = row as OfProject;
    const ofProject = this.#ids.get(projectId) ?? new Map<EntityClass, Set<string>>();
    this.#ids.set(projectId, ofProject);
    ofProject.set(type, (ofProject.get(type) ?? new Set()).add(row.id));
  }

  /** The rows noted of a project since it was asked for last: class, id and flag. */
  take(projectId: string): [EntityClass, string, string][] {
    const ofProject = this.#ids.get(projectId) ?? [];
    this.#ids.delete(projectId);
    return [...ofProject].flatMap(([type, ids]) =>
      [...ids].map((id): [EntityClass, string, string] => [type, id, grantFlags.get(type)!]),
    );
  }
}
