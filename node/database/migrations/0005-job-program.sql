-- The program a task was claimed with: {"programId", "vmTypeID", "codeHash", "codeExpParam"}; its code is kept with the
-- payloads, under codeHash. Null for a claim that was found on the chain without its job.
ALTER TABLE node.job ADD COLUMN program jsonb;
