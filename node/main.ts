/** The `w3b` command line; started by w3b.js. */
import { program } from "./cli/program.ts";
import { fail } from "./cli/failure.ts";

try {
  await program().parseAsync(process.argv);
} catch (error) {
  fail(error, process.argv.includes("--json"));
}
