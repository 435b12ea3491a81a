-- Statement kinds on tables of their own schema
CREATE SCHEMA iceberg.d1;
--! error
CREATE SCHEMA iceberg.d1;
CREATE SCHEMA IF NOT EXISTS iceberg.d1;
USE iceberg.d1;
CREATE TABLE t (id bigint NOT NULL, name varchar COMMENT 'who', price decimal(10,2), d date, ts timestamp(6), tags array(varchar), r row(a integer, b varchar), m map(varchar, bigint)) COMMENT 'things' WITH (format_version = 2, partitioning = ARRAY['month(d)']);
--! error
CREATE TABLE t (x integer);
CREATE TABLE IF NOT EXISTS t (x integer);
SHOW TABLES;
SHOW TABLES LIKE 't%';
SHOW COLUMNS FROM t;
DESCRIBE t;
INSERT INTO t VALUES (1, 'a', 1.5, DATE '2020-01-01', TIMESTAMP '2020-01-01 01:02:03.456789', ARRAY['x'], ROW(1, 'r'), MAP(ARRAY['k'], ARRAY[1])), (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO t (id, name) SELECT x, 'n' || CAST(x AS varchar) FROM UNNEST(sequence(3, 5)) u(x);
INSERT INTO t (id) SELECT 1 WHERE false;
--! error
INSERT INTO t (name) VALUES ('no id');
--! error
INSERT INTO t (id) VALUES ('x');
--! error
INSERT INTO t VALUES (1);
SELECT * FROM t ORDER BY id;
SELECT count(*), min(d), max(price) FROM t;
SELECT id FROM t WHERE d >= DATE '2020-01-01' OR name = 'n3' ORDER BY 1;
SELECT r.a, r.b, tags[1], m['k'] FROM t WHERE id = 1;
UPDATE t SET name = upper(name), price = coalesce(price, 0) + 1 WHERE id IN (1, 2);
UPDATE t SET price = 9 WHERE false;
--! error
UPDATE t SET nothing = 1;
SELECT id, name, price FROM t ORDER BY id;
DELETE FROM t WHERE id = 5;
DELETE FROM t WHERE id = 99;
SELECT count(*) FROM t;
MERGE INTO t USING (VALUES (1, 'merged'), (7, 'new')) s(id, name) ON t.id = s.id WHEN MATCHED THEN UPDATE SET name = s.name WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, s.name);
MERGE INTO t USING (VALUES 2, 8) s(id) ON t.id = s.id WHEN MATCHED AND t.name IS NULL THEN DELETE WHEN MATCHED THEN UPDATE SET name = 'kept' WHEN NOT MATCHED AND s.id > 100 THEN INSERT (id) VALUES (s.id);
--! error
MERGE INTO t USING (VALUES (1, 'a'), (1, 'b')) s(id, name) ON t.id = s.id WHEN MATCHED THEN UPDATE SET name = s.name;
SELECT id, name FROM t ORDER BY id;
CREATE TABLE c AS SELECT id, name, price FROM t;
CREATE TABLE IF NOT EXISTS c AS SELECT 1 AS x;
CREATE TABLE e AS SELECT id FROM t WITH NO DATA;
SELECT count(*) FROM e;
SELECT count(*) FROM c;
CREATE TABLE l (LIKE c);
DESCRIBE l;
ALTER TABLE c ADD COLUMN extra integer;
ALTER TABLE c ADD COLUMN IF NOT EXISTS extra integer;
ALTER TABLE c RENAME COLUMN name TO label;
ALTER TABLE c ALTER COLUMN extra SET DATA TYPE bigint;
ALTER TABLE c DROP COLUMN price;
--! error
ALTER TABLE c DROP COLUMN nothing;
--! error
ALTER TABLE c ALTER COLUMN label SET DATA TYPE integer;
DESCRIBE c;
SELECT * FROM c ORDER BY id;
ALTER TABLE c RENAME TO c2;
SHOW TABLES;
COMMENT ON TABLE c2 IS 'renamed';
COMMENT ON COLUMN c2.label IS 'a label';
DESCRIBE c2;
SELECT table_name, column_name, ordinal_position, is_nullable, data_type FROM information_schema.columns WHERE table_schema = 'd1' ORDER BY 1, 3;
SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE table_schema = 'd1' ORDER BY 2;
SELECT catalog_name, schema_name FROM information_schema.schemata WHERE schema_name = 'd1';
CREATE VIEW v AS SELECT id, name FROM t WHERE id > 1;
SELECT * FROM v ORDER BY id;
CREATE OR REPLACE VIEW v COMMENT 'second' AS SELECT id FROM t;
SHOW CREATE VIEW v;
DROP VIEW v;
--! error
DROP VIEW v;
--! error
SELECT * FROM v;
TRUNCATE TABLE c2;
SELECT count(*) FROM c2;
ALTER TABLE t EXECUTE optimize;
-- Trino commits an empty append when it creates a table, and removes whole files as a "delete".
--! differs
SELECT operation, count(*) > 0 FROM "t$snapshots" GROUP BY operation ORDER BY 1;
SELECT record_count > 0, file_format FROM "t$files" LIMIT 1;
SELECT name, type FROM "t$refs";
ALTER TABLE t EXECUTE optimize(file_size_threshold => '1MB') WHERE d >= DATE '2024-01-01';
-- Trino calls it an internal error.
--! error
ALTER TABLE t EXECUTE optimize WHERE id > 0;
ALTER TABLE t EXECUTE expire_snapshots(retention_threshold => '7d');
ALTER TABLE t EXECUTE remove_orphan_files(retention_threshold => '7d');
ALTER TABLE t EXECUTE optimize_manifests;
--! error
ALTER TABLE t EXECUTE nothing;
--! error
ALTER TABLE t EXECUTE expire_snapshots(retention_threshold => '1h');
SELECT count(*) > 3 FROM "t$history";
SELECT count(*) FROM "t$partitions" WHERE record_count > 0;
--! types
SELECT "$path", "$file_modified_time" FROM t;
ANALYZE t;
--! types
SHOW STATS FOR t;
PREPARE p FROM SELECT name FROM t WHERE id = ? AND ? < 5;
DESCRIBE INPUT p;
DESCRIBE OUTPUT p;
EXECUTE p USING 1, 2;
--! error
EXECUTE p USING 1;
EXECUTE IMMEDIATE 'SELECT ? + 1' USING 41;
DEALLOCATE PREPARE p;
--! error
EXECUTE p USING 1, 2;
SET SESSION query_max_run_time = '1h';
RESET SESSION query_max_run_time;
--! error
SET SESSION nothing = 1;
SET TIME ZONE 'Europe/Berlin';
SELECT current_timezone(), CAST(TIMESTAMP '2020-07-01 00:00:00' AS timestamp with time zone);
SET TIME ZONE LOCAL;
SHOW SCHEMAS FROM iceberg LIKE 'd1';
SHOW FUNCTIONS LIKE 'abs';
DROP TABLE t;
DROP TABLE IF EXISTS t;
--! error
DROP TABLE t;
--! error
DROP SCHEMA iceberg.d1;
DROP TABLE c2;
DROP TABLE e;
DROP TABLE l;
DROP SCHEMA iceberg.d1;
