-- Every transaction this operator means to send; id is the caller's idempotency key, for example "claim:<task id>".
-- broadcast: it has a nonce and a signed attempt, which is sent until it is mined. mined: it has a receipt that a
-- reorganisation may still undo; error_code is set when it reverted. final and failed are for ever.
CREATE TABLE node.outbox (
  id text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 200),
  account text NOT NULL,
  kind text NOT NULL,
  to_address text NOT NULL,
  data text NOT NULL,
  value numeric(78) NOT NULL DEFAULT 0 CHECK (value >= 0),
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'broadcast', 'mined', 'final', 'failed')),
  nonce bigint,
  error_code text,
  error text,
  transaction_hash text,
  block bigint,
  gas_used numeric(78),
  -- clock_timestamp, not now(): two of one database transaction keep their order.
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (account, nonce),
  CHECK (nonce IS NOT NULL OR state IN ('queued', 'failed'))
);
CREATE INDEX outbox_unfinished ON node.outbox (account, state, created_at)
  WHERE state IN ('queued', 'broadcast', 'mined');

-- Signed transactions, saved before they are sent; several of one outbox row share its nonce and differ in fees.
CREATE TABLE node.outbox_attempt (
  hash text PRIMARY KEY,
  outbox_id text NOT NULL REFERENCES node.outbox ON DELETE CASCADE,
  nonce bigint NOT NULL,
  raw text NOT NULL,
  gas numeric(78) NOT NULL,
  max_fee numeric(78) NOT NULL, -- wei per gas; the gas price of a legacy transaction
  priority_fee numeric(78), -- wei per gas; NULL for a legacy transaction
  block bigint NOT NULL, -- the chain's height when it was signed
  rejected text, -- why the node refused it, if it did
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX outbox_attempt_of ON node.outbox_attempt (outbox_id, created_at);

-- The payload is "<state> <id>".
CREATE FUNCTION node.notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('w3b_outbox', NEW.state || ' ' || NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER outbox_inserted AFTER INSERT ON node.outbox
  FOR EACH ROW EXECUTE FUNCTION node.notify_outbox();
CREATE TRIGGER outbox_changed AFTER UPDATE ON node.outbox
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION node.notify_outbox();
