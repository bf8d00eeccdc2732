-- A task-to-be of the gateway: messages packed into one payload; id = the payload's hash.
CREATE TABLE node.pack (
  id text PRIMARY KEY,
  project_id text NOT NULL,
  version text NOT NULL,
  state text NOT NULL DEFAULT 'packed' CHECK (state IN ('packed', 'submitting', 'submitted', 'failed')),
  input_hash text,
  outbox_id text,
  chain_task_id text,
  error text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX pack_unfinished ON node.pack (state, created_at) WHERE state IN ('packed', 'submitting');

-- A device's signed message; hash identifies it, so that sending it again stores nothing.
CREATE TABLE node.message (
  id uuid PRIMARY KEY,
  hash text NOT NULL UNIQUE,
  project_id text NOT NULL,
  version text NOT NULL,
  device text NOT NULL,
  data text NOT NULL,
  signature text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  pack text REFERENCES node.pack
);
CREATE INDEX message_waiting ON node.message (project_id, version, device, received_at) WHERE pack IS NULL;
CREATE INDEX message_pack ON node.message (pack);
