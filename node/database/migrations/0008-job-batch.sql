-- batch: the outbox's transaction that carries the proof together with others; NULL for one of its own. batch_limit: with
-- how many proofs, itself included, it may be sent together after batches with it failed; NULL for as many as are ready.
ALTER TABLE node.job ADD COLUMN batch text, ADD COLUMN batch_limit int;
