-- Payloads this operator promised to keep; hash = SHA-256 as 0x-hex.
CREATE TABLE node.payload (
  hash text PRIMARY KEY CHECK (hash ~ '^0x[0-9a-f]{64}$'),
  data bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
