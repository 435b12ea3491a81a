-- Whom a pipeline wants to tell of what becomes of its runs. Where they are reached is a secret of
-- the project, and stays there: here is only how many there are, and of what kind.
CREATE TABLE pipeline_callbacks (
  pipeline text NOT NULL,
  event text NOT NULL,
  position integer NOT NULL,
  kind text NOT NULL,
  PRIMARY KEY (pipeline, event, position)
);

ALTER TABLE pipelines ADD COLUMN late_seconds bigint;

-- What is to be told, and was.
CREATE TABLE callbacks (
  -- With it a receiver tells what comes twice.
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  pipeline text NOT NULL,
  event text NOT NULL,
  position integer NOT NULL,
  kind text NOT NULL,
  run_id bigint REFERENCES runs ON DELETE CASCADE,
  -- Of lateness: what is late, so that it is told once; and since when it was expected.
  occasion text,
  expected_at timestamptz,
  -- Of failure: the first step that failed, and why. A retry may change them meanwhile.
  step text,
  error text,
  remedy text,
  state text NOT NULL DEFAULT 'PENDING',
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  problem text
);

CREATE INDEX callbacks_due ON callbacks (due_at) WHERE state = 'PENDING';
CREATE INDEX callbacks_of_run ON callbacks (run_id);
CREATE UNIQUE INDEX callbacks_of_lateness ON callbacks (pipeline, position, occasion)
  WHERE event = 'LATE';
