-- Who does steps now. A process holds the advisory lock of its worker as long as it lives.
CREATE TABLE workers (
  name text PRIMARY KEY,
  lock_key integer GENERATED ALWAYS AS IDENTITY,
  host text NOT NULL,
  pid bigint NOT NULL,
  capacity integer NOT NULL,
  tags text[] NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX scheduled_tasks_picked ON scheduled_tasks (picked_by) WHERE picked;
