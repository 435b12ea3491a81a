-- Joins of every kind
WITH a(x, y) AS (VALUES (1, 'a'), (2, 'b'), (2, 'c'), (NULL, 'd')), b(x, z) AS (VALUES (2, 10), (3, 30), (NULL, 40)) SELECT * FROM a JOIN b ON a.x = b.x;
WITH a(x, y) AS (VALUES (1, 'a'), (2, 'b'), (NULL, 'd')), b(x, z) AS (VALUES (2, 10), (3, 30), (NULL, 40)) SELECT * FROM a LEFT JOIN b ON a.x = b.x;
WITH a(x, y) AS (VALUES (1, 'a'), (2, 'b'), (NULL, 'd')), b(x, z) AS (VALUES (2, 10), (3, 30), (NULL, 40)) SELECT * FROM a RIGHT JOIN b ON a.x = b.x;
WITH a(x, y) AS (VALUES (1, 'a'), (2, 'b'), (NULL, 'd')), b(x, z) AS (VALUES (2, 10), (3, 30), (NULL, 40)) SELECT * FROM a FULL JOIN b ON a.x = b.x;
WITH a(x, y) AS (VALUES (1, 'a'), (2, 'b')), b(x, z) AS (VALUES (2, 10), (3, 30)) SELECT * FROM a FULL JOIN b USING (x);
WITH a(x, y) AS (VALUES (1, 'a'), (2, 'b')), b(x, z) AS (VALUES (2, 10), (3, 30)) SELECT x, y, z FROM a LEFT JOIN b USING (x) WHERE z IS NULL;
WITH a(x, y) AS (VALUES (1, 'a'), (2, 'b')), b(x, z) AS (VALUES (2, 10), (3, 30)) SELECT * FROM a CROSS JOIN b;
WITH a(x) AS (VALUES 1, 2, 3), b(y) AS (VALUES 2, 3, 4) SELECT * FROM a JOIN b ON x < y;
WITH a(x) AS (VALUES 1, 2, 3), b(y) AS (VALUES 2, 3, 4) SELECT * FROM a LEFT JOIN b ON x > y;
WITH a(x) AS (VALUES 1, 2, 3), b(y) AS (VALUES 2, 3, 4) SELECT * FROM a LEFT JOIN b ON x = y AND y > 2 AND x < 10;
WITH a(x) AS (VALUES 1, 2, 3), b(y) AS (VALUES 2, 3, 4) SELECT * FROM a FULL JOIN b ON x = y AND x > 2;
--! either
WITH a(x) AS (VALUES 1, 2, 3), b(y) AS (VALUES 2, 3, 4) SELECT * FROM a FULL JOIN b ON x < y;
--! error
SELECT * FROM (VALUES 1) a(x) NATURAL JOIN (VALUES 1) b(x);
SELECT * FROM (VALUES 1, 2) a(x) LEFT JOIN LATERAL (SELECT y FROM (VALUES 1, 3) b(y) WHERE y >= x) ON true;
SELECT * FROM (VALUES 1, 2) a(x) CROSS JOIN LATERAL (SELECT max(y) FROM (VALUES 1, 3, 2) b(y) WHERE y <= x) t(m);
-- DuckDB can do what Trino cannot plan, and the answer is what SQL says.
--! error
--! differs
SELECT * FROM (VALUES 1, 2) a(x), LATERAL (VALUES x, x + 10) t(y);
--! error
--! differs
SELECT x, y FROM (VALUES 1, 2) a(x) CROSS JOIN LATERAL (SELECT y FROM (VALUES 5, 6, 7) b(y) WHERE y > x ORDER BY y LIMIT 2) t;
SELECT a.x, b.x, c.x FROM (VALUES 1, 2, 3) a(x) JOIN (VALUES 2, 3) b(x) ON a.x = b.x LEFT JOIN (VALUES 3) c(x) ON b.x = c.x;
--! error
SELECT x FROM (VALUES 1) a(x) JOIN (VALUES 1) b(x) ON a.x = b.x;
--! error
SELECT a.* FROM (VALUES 1) b(x);
SELECT * FROM (VALUES (1, 2)) a(x, y) JOIN (VALUES (1, 3)) b(x, z) USING (x);
SELECT a.*, b.* FROM (VALUES (1, 2)) a(x, y), (VALUES 5) b(z);
SELECT a.* AS (p, q) FROM (VALUES (1, 2)) a(x, y);
SELECT count(*) FROM (VALUES 1, 2) a(x) JOIN (VALUES 'a') b(y) ON CAST(x AS varchar) <> y;
