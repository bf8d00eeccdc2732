import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { W3bError } from "../../protocol/errors.ts";
import { print } from "../output.ts";

/** `w3b key new` */
export function newCommand(): Command {
  return new Command("new")
    .description("make a private key from the system's randomness, in a file that only you can read")
    .argument("<file>", "where to write it; a file that exists is left alone")
    .action(async (file: string, _options: unknown, command: Command) => {
      const { generatePrivateKey, privateKeyToAddress } = await import("viem/accounts");
      const key = generatePrivateKey();
      // "wx": whoever overwrites a key loses what it owns.
      await writeFile(file, `${key}\n`, { mode: 0o600, flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
        throw error.code === "EEXIST" ? fileExists(file) : error;
      });
      print(
        command,
        { file, address: privateKeyToAddress(key) },
        ({ address }) => `${address}\n  its key is in ${file}`,
      );
    });
}

function fileExists(file: string): W3bError {
  return new W3bError("FILE_EXISTS", `There is a file ${file} already; it was left as it is.`, {
    kind: "input",
    meaning: "Overwriting a key loses whatever its account owns.",
    action: "Name another file, or see the key's address with w3b key address.",
  });
}
