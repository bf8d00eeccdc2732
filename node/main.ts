/** The `w3b` command line; started by w3b.js. */
import { program } from "./cli/program.ts";

try {
  await program().parseAsync(process.argv);
} catch (error) {
  const { fail } = await import("./cli/failure.ts");
  fail(error, process.argv.includes("--json"));
}
