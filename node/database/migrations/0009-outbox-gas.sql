-- Gas with which the transaction is tried before it is sent; NULL to have it estimated.
ALTER TABLE node.outbox ADD COLUMN gas numeric(78) CHECK (gas > 0);
