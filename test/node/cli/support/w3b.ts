import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { root } from "../../../../scripts/devnet/processes.ts";

/** Runs the command line until it ends, with nothing of this process's settings but `env`. */
export async function w3b(
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; output: string; errors: string }> {
  const child = spawn(process.execPath, ["node/main.ts", ...args], {
    cwd: root,
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const code = new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, output, errors };
}
