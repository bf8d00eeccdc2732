import { W3bError } from "../protocol/errors.ts";

/**
 * The projects a gateway works for: ids in decimal, or "any" that authorises it. Authorising takes no consent of the
 * gateway's operator, whose account pays the gas of submissions and whose machine runs the programs.
 */
export type ServedProjects = ReadonlySet<string> | "any";

/** Throws W3bError PROJECT_NOT_SERVED (forbidden) for a project this gateway does not work for. */
export function assertServed(projects: ServedProjects, projectId: string): void {
  if (projects === "any" || projects.has(projectId)) return;
  throw new W3bError("PROJECT_NOT_SERVED", `This gateway does not work for project ${projectId}.`, {
    kind: "forbidden",
    meaning: "Its operator decides for which projects it pays the gas of submissions.",
    action: "Use a gateway of the project, or ask this one's operator to add it to --projects.",
  });
}

/** The ids as an SQL parameter of type text[]: null means any. */
export function servedIds(projects: ServedProjects): string[] | null {
  return projects === "any" ? null : [...projects];
}
