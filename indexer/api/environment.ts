/** Imported before PostGraphile, which prints a notice at its import unless it is told which mode it runs in. */
process.env["GRAPHILE_ENV"] ??= "production";
