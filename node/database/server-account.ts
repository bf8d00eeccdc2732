import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, chownSync, lstatSync, mkdirSync } from "node:fs";
import path from "node:path";
import { W3bError } from "../protocol/errors.ts";

/** Who Postgres runs as: numeric ids to switch to, or nothing when it simply runs as the current user. */
export interface ServerAccount {
  uid?: number;
  gid?: number;
}

/**
 * Root's own place for what its servers need when the wanted place is closed to them. Below /var/lib and not /tmp,
 * because only root can write there: nobody else can put a directory or a link of their own in the way.
 */
const rootsPlace = "/var/lib/w3bstream";

/**
 * Postgres refuses to run as root; started by root it runs as `postgres`, or where there is no such user as `nobody`.
 * Throws W3bError POSTGRES_NO_ACCOUNT when neither exists.
 */
export function serverAccount(): ServerAccount {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: "pipe" }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // No such user: the next name.
    }
  }
  throw new W3bError("POSTGRES_NO_ACCOUNT", "Postgres cannot run as root, and there is no user postgres or nobody", {
    action: "Run as an ordinary user, create a user named postgres, or set DATABASE_URL to a server of your own.",
  });
}

/** Whether the account can run this program; the system is asked, so access lists and odd mounts count as well. */
export function canRun(account: ServerAccount, file: string, args: string[]): boolean {
  return spawnSync(file, args, { ...account, cwd: "/", stdio: "ignore", env: {} }).status === 0;
}

/** Whether the account can reach what is inside the directory. */
export function canEnter(account: ServerAccount, directory: string): boolean {
  if (account.uid === undefined) return true;
  return canRun(account, "/bin/sh", ["-c", 'cd -- "$1"', "sh", directory]);
}

/**
 * Where a data directory really goes: where it is wanted, or below /var/lib/w3bstream when root wants it somewhere the
 * server's account cannot enter (for example in a clone inside a 0700 directory). The same wish gives the same place.
 */
export function reachableDataDir(account: ServerAccount, wanted: string): string {
  const parent = path.dirname(wanted);
  mkdirSync(parent, { recursive: true, mode: account.uid === undefined ? 0o700 : 0o755 });
  if (canEnter(account, parent)) return wanted;
  const name = `${path.basename(wanted)}-${createHash("sha256").update(wanted).digest("hex").slice(0, 16)}`;
  return path.join(rootsDirectory(), name);
}

/** Root's directory for servers, made if it is missing. Throws W3bError POSTGRES_UNSAFE_DIRECTORY. */
export function rootsDirectory(): string {
  try {
    mkdirSync(rootsPlace, { recursive: true });
    chmodSync(rootsPlace, 0o755);
  } catch (cause) {
    throw new W3bError("POSTGRES_UNSAFE_DIRECTORY", `${rootsPlace} cannot be made`, {
      meaning: "Postgres, which root starts as another user, needs files that this user can reach.",
      action: "Run as an ordinary user, move the project to a directory others may enter, or set DATABASE_URL.",
      cause,
    });
  }
  for (let at = rootsPlace; ; at = path.dirname(at)) {
    assertOnlyRootWrites(at);
    if (at === "/") return rootsPlace;
  }
}

/** Throws W3bError POSTGRES_UNSAFE_DIRECTORY unless it is a real directory that only root can change. */
export function assertOnlyRootWrites(directory: string): void {
  const stat = lstatSync(directory);
  if (stat.isDirectory() && stat.uid === 0 && (stat.mode & 0o022) === 0) return;
  throw new W3bError("POSTGRES_UNSAFE_DIRECTORY", `${directory} can be changed by others than root`, {
    meaning: "Programs and data in it could be replaced by another user of this machine.",
    action: `Give it to root with mode 0755 (chown root ${directory} && chmod 755 ${directory}), or set DATABASE_URL.`,
  });
}

/** Hands a file or directory to the account. */
export function give(account: ServerAccount, file: string, mode: number): void {
  chmodSync(file, mode);
  if (account.uid !== undefined && account.gid !== undefined) chownSync(file, account.uid, account.gid);
}
