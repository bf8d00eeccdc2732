-- A task this operator's prover works on; spec is what the chain needs back as calldata.
CREATE TABLE node.job (
  task_id text NOT NULL,
  prover text NOT NULL,
  state text NOT NULL CHECK (state IN ('claiming', 'claimed', 'proved', 'submitting', 'done', 'abandoned')),
  spec jsonb NOT NULL,
  journal text,
  proof text,
  error text,
  attempts int NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (task_id, prover)
);
CREATE INDEX job_unfinished ON node.job (prover, state, created_at) WHERE state NOT IN ('done', 'abandoned');
