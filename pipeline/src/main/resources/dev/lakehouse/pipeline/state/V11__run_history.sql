-- Runs of one pipeline in one state are found however many others it had.
CREATE INDEX runs_of_pipeline_in_state ON runs (pipeline, state, id);

-- A definition that no run uses any more is deleted without a look at every run.
CREATE INDEX runs_of_definition ON runs (definition);
