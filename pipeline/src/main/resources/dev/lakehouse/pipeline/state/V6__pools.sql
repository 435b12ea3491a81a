-- How many steps of a pool go on at a time, in all runs.
CREATE TABLE pools (
  name text PRIMARY KEY,
  slots integer NOT NULL
);

-- Steps of pools that are queued or at work; those that are admitted have a slot.
CREATE TABLE pool_queue (
  run_id bigint NOT NULL,
  step text NOT NULL,
  item integer NOT NULL,
  pool text NOT NULL,
  task text NOT NULL,
  ticket text NOT NULL,
  due timestamptz NOT NULL,
  admitted boolean NOT NULL DEFAULT false,
  PRIMARY KEY (run_id, step, item),
  FOREIGN KEY (run_id, step, item) REFERENCES steps ON DELETE CASCADE
);

CREATE INDEX pool_queue_waiting ON pool_queue (pool, due, run_id) WHERE NOT admitted;
CREATE INDEX pool_queue_admitted ON pool_queue (pool) WHERE admitted;
