-- What people let pipelines know. Watermarks are not among them: they are in their tables' commits.
CREATE TABLE variables (
  name text PRIMARY KEY,
  value text NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
);
