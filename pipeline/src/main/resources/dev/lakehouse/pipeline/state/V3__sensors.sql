-- What the sensors of pipelines watch, and what they have seen of it.
CREATE TABLE sensors (
  pipeline text NOT NULL,
  name text NOT NULL,
  present boolean NOT NULL DEFAULT true,
  -- If this becomes another, nothing was seen yet.
  watches text NOT NULL,
  -- How long after a look the next one is, and when; NULL if it is told and does not look.
  every interval,
  next_at timestamptz,
  -- Looks that were begun: what an older one has seen does not count.
  looks bigint NOT NULL DEFAULT 0,
  looked_at timestamptz,
  -- The table's snapshot, or whether the condition held; NULL before the first look.
  seen text,
  -- The pipeline whose runs are waited for, and how they must end.
  upstream text,
  states text[],
  -- The run that it began last, and how many objects that is about.
  last_run bigint,
  last_objects integer NOT NULL DEFAULT 0,
  error text,
  PRIMARY KEY (pipeline, name)
);

CREATE INDEX sensors_of_upstream ON sensors (upstream) WHERE present;

-- The objects that have had their run.
CREATE TABLE sensor_objects (
  pipeline text NOT NULL,
  sensor text NOT NULL,
  key text NOT NULL,
  version text NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (pipeline, sensor, key),
  FOREIGN KEY (pipeline, sensor) REFERENCES sensors ON DELETE CASCADE
);

-- Ends of runs that have not had theirs.
CREATE TABLE sensor_ends (
  pipeline text NOT NULL,
  sensor text NOT NULL,
  run_id bigint NOT NULL,
  state text NOT NULL,
  logical_time timestamptz NOT NULL,
  PRIMARY KEY (pipeline, sensor, run_id, state),
  FOREIGN KEY (pipeline, sensor) REFERENCES sensors ON DELETE CASCADE
);

-- Rows come and go all the time.
ALTER TABLE sensor_ends SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Runs for times that are past, so many of them at a time.
CREATE TABLE backfills (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  pipeline text NOT NULL,
  parallel integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX backfills_of_pipeline ON backfills (pipeline);

ALTER TABLE runs ADD COLUMN backfill bigint REFERENCES backfills;

-- They do not count among the others of their pipeline.
DROP INDEX runs_active;
CREATE INDEX runs_active ON runs (pipeline, id)
  WHERE state IN ('QUEUED', 'RUNNING', 'CANCELLING') AND backfill IS NULL;
CREATE INDEX runs_active_of_backfill ON runs (backfill, id)
  WHERE state IN ('QUEUED', 'RUNNING', 'CANCELLING') AND backfill IS NOT NULL;
