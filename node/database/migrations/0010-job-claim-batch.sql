-- The outbox's transaction that claims the task together with others; NULL for one of its own, as of batch.
ALTER TABLE node.job ADD COLUMN claim_batch text;
