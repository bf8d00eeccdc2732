import assert from "node:assert/strict";
import pg from "pg";
import { asDatabaseError, databaseTrouble } from "../../../node/protocol/database-trouble.ts";

function serverError(code: string): pg.DatabaseError {
  const error = new pg.DatabaseError(`said with ${code}`, 10, "error");
  return Object.assign(error, { code, severity: "ERROR" });
}

const coded = (code: string, syscall?: string) => Object.assign(new Error(code), { code, syscall });

describe("databaseTrouble", () => {
  const cases: Record<string, { errors: unknown[]; passes: boolean }> = {
    gone: {
      errors: [
        ...["25006", "57P01", "57P02", "57P03", "08000", "08006", "08P01", "25P03"].map(serverError),
        ...[coded("ECONNREFUSED"), coded("ENOENT", "connect"), new AggregateError([coded("ECONNREFUSED")])],
        ...[new Error("Connection terminated unexpectedly"), new Error("Query read timeout")],
      ],
      passes: true,
    },
    busy: { errors: ["53300", "53100", "57014", "40001", "40P01", "55P03", "58030"].map(serverError), passes: true },
    refused: { errors: ["28P01", "28000", "3D000"].map(serverError), passes: false },
    undefined: {
      errors: [...["42P01", "22P02", "23505"].map(serverError), coded("ENOENT", "open"), new Error("other"), "text"],
      passes: false,
    },
  };
  for (const [trouble, { errors, passes }] of Object.entries(cases)) {
    it(`tells what is ${trouble}${passes ? ", which passes" : ""}`, () => {
      for (const error of errors) {
        assert.equal(String(databaseTrouble(error)), trouble, String(error));
        const code = (error as { code?: string }).code === "53100" ? "DISK_FULL" : "DATABASE_UNAVAILABLE";
        assert.equal(asDatabaseError(error)?.code, passes ? code : undefined);
      }
    });
  }
});
