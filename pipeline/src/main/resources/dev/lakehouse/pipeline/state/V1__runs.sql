-- The pipelines of the project, those that it had, and what was said about them while it ran.
CREATE TABLE pipelines (
  name text PRIMARY KEY,
  present boolean NOT NULL DEFAULT true,
  paused boolean NOT NULL DEFAULT false,
  -- How many of its runs go on at a time.
  most_runs integer NOT NULL,
  schedule text,
  -- The first time of the schedule that nothing was done about yet.
  next_at timestamptz
);

CREATE INDEX pipelines_due ON pipelines (next_at) WHERE present AND NOT paused;

-- What a run does: its steps and what they need, once for all runs that do the same.
CREATE TABLE definitions (
  hash text PRIMARY KEY,
  pipeline text NOT NULL,
  graph jsonb NOT NULL
);

CREATE TABLE runs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  pipeline text NOT NULL,
  definition text NOT NULL REFERENCES definitions,
  state text NOT NULL,
  -- What began it (manual, schedule, sensor …), and what makes it the same run when that is told twice.
  trigger text NOT NULL,
  trigger_key text,
  -- The time that the run is about: that of its schedule or of its backfill.
  logical_time timestamptz NOT NULL,
  parameters jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  ended_at timestamptz,
  error text,
  UNIQUE (pipeline, trigger_key)
);

CREATE INDEX runs_of_pipeline ON runs (pipeline, id);
CREATE INDEX runs_in_state ON runs (state, id);
CREATE INDEX runs_active ON runs (pipeline, id) WHERE state IN ('QUEUED', 'RUNNING', 'CANCELLING');
CREATE INDEX runs_ended ON runs (ended_at);

CREATE TABLE steps (
  run_id bigint NOT NULL REFERENCES runs ON DELETE CASCADE,
  step text NOT NULL,
  -- 0 for a step of the pipeline itself; steps of a fan-out are numbered from 1, with a value each.
  item integer NOT NULL,
  value text,
  state text NOT NULL,
  -- It ended well and found nothing to do.
  idle boolean NOT NULL DEFAULT false,
  -- Of a fan-out: how many of its steps have not ended, and how many failed.
  open_steps integer NOT NULL DEFAULT 0,
  failed_steps integer NOT NULL DEFAULT 0,
  -- How many attempts there have been, and the one that is at work.
  attempts integer NOT NULL DEFAULT 0,
  -- Attempts that count for the retries: those since somebody asked for the step anew.
  failures integer NOT NULL DEFAULT 0,
  -- The number of the ticket that is good: it was queued, and with it an attempt begins.
  ticket integer NOT NULL DEFAULT 0,
  attempt bigint,
  progress text,
  outputs jsonb,
  started_at timestamptz,
  ended_at timestamptz,
  PRIMARY KEY (run_id, step, item)
);

-- Few change at a time, and each several times.
ALTER TABLE steps SET (fillfactor = 70);

CREATE TABLE attempts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id bigint NOT NULL REFERENCES runs ON DELETE CASCADE,
  step text NOT NULL,
  item integer NOT NULL,
  number integer NOT NULL,
  worker text NOT NULL,
  state text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at timestamptz,
  rows_in bigint,
  rows_out bigint,
  snapshot_id bigint,
  summary text,
  notes jsonb,
  code text,
  error text,
  remedy text
);

CREATE INDEX attempts_of_step ON attempts (run_id, step, item, number);

CREATE TABLE attempt_logs (
  attempt_id bigint NOT NULL REFERENCES attempts ON DELETE CASCADE,
  part integer NOT NULL,
  text text NOT NULL,
  PRIMARY KEY (attempt_id, part)
);

-- As db-scheduler wants it.
CREATE TABLE scheduled_tasks (
  task_name text NOT NULL,
  task_instance text NOT NULL,
  task_data bytea,
  execution_time timestamptz NOT NULL,
  picked boolean NOT NULL,
  picked_by text,
  last_success timestamptz,
  last_failure timestamptz,
  consecutive_failures int,
  last_heartbeat timestamptz,
  version bigint NOT NULL,
  priority smallint,
  PRIMARY KEY (task_name, task_instance)
);

CREATE INDEX scheduled_tasks_due ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_heard ON scheduled_tasks (last_heartbeat);

-- Rows come and go all the time.
ALTER TABLE scheduled_tasks SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
