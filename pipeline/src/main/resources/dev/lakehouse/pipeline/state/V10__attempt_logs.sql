-- Says that nothing comes after this part: whoever follows a log need not wait for more.
ALTER TABLE attempt_logs ADD COLUMN last boolean NOT NULL DEFAULT false;
