-- A task is named by its offer's address and what tells it from the offer's other tasks: what the chain needs back as
-- calldata. Program and round are as in the migrations before. Jobs of the contracts before this are void.
DROP TABLE node.job;
CREATE TABLE node.job (
  task_id text NOT NULL,
  prover text NOT NULL,
  state text NOT NULL CHECK (state IN ('claiming', 'claimed', 'proved', 'submitting', 'done', 'abandoned')),
  offer text NOT NULL,
  task jsonb NOT NULL,
  collateral numeric NOT NULL,
  deadline bigint NOT NULL,
  claims int NOT NULL,
  round int NOT NULL DEFAULT 0,
  program jsonb,
  journal text,
  proof text,
  error text,
  attempts int NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (task_id, prover)
);
CREATE INDEX job_unfinished ON node.job (prover, state, created_at) WHERE state NOT IN ('done', 'abandoned');
