SELECT x, (SELECT max(y) FROM (VALUES 1, 5) t(y) WHERE y > x) FROM (VALUES 1, 2, 9) s(x);
SELECT x FROM (VALUES 1, 2, NULL) s(x) WHERE x IN (SELECT y FROM (VALUES 2, NULL) t(y));
SELECT x FROM (VALUES 1, 2, NULL) s(x) WHERE x NOT IN (SELECT y FROM (VALUES 2, NULL) t(y));
SELECT x FROM (VALUES 1, 2, NULL) s(x) WHERE x NOT IN (SELECT y FROM (VALUES 2) t(y) WHERE false);
SELECT x, x IN (SELECT y FROM (VALUES 2, NULL) t(y)) FROM (VALUES 1, 2, NULL) s(x);
SELECT x, EXISTS (SELECT 1 FROM (VALUES 2, 3) t(y) WHERE y = x) FROM (VALUES 1, 2, NULL) s(x);
SELECT x FROM (VALUES 1, 2) s(x) WHERE NOT EXISTS (SELECT 1 FROM (VALUES 2, 3) t(y) WHERE y = x);
--! error
SELECT (SELECT y FROM (VALUES 1, 2) t(y));
--! error
SELECT x, (SELECT y FROM (VALUES 1, 1) t(y) WHERE y = x) FROM (VALUES 1) s(x);
SELECT (SELECT y FROM (VALUES 1) t(y) WHERE false);
SELECT x FROM (VALUES 1, 2, 3) s(x) WHERE x > ALL (SELECT y FROM (VALUES 1, 2) t(y));
SELECT x, x = ANY (SELECT y FROM (VALUES 1, NULL) t(y)) FROM (VALUES 1, 2) s(x);
SELECT x, x <> ALL (SELECT y FROM (VALUES 1, NULL) t(y)) FROM (VALUES 1, 2) s(x);
SELECT x, (SELECT count(*) FROM (VALUES 1, 2, 2) t(y) WHERE y = x) FROM (VALUES 1, 2, 3) s(x);
SELECT x, (SELECT sum(y) FROM (VALUES 1, 2, 2) t(y) WHERE y = x) + 1 FROM (VALUES 1, 2, 3) s(x);
SELECT x FROM (VALUES (1, 2), (3, 4)) s(x, y) WHERE (x, y) IN (SELECT * FROM (VALUES (1, 2), (5, 6)) t(a, b));
SELECT x, CASE WHEN EXISTS (SELECT 1 FROM (VALUES 1) t(y) WHERE y = x) THEN 'yes' ELSE 'no' END FROM (VALUES 1, 2) s(x);
SELECT * FROM (SELECT x, row_number() OVER (ORDER BY x DESC) r FROM (VALUES 3, 1, 2) t(x)) WHERE r = 1;
SELECT x FROM (VALUES 1, 2, 3) s(x) WHERE x = (SELECT max(y) FROM (VALUES 1, 2) t(y));
SELECT g, (SELECT max(y) FROM (VALUES ('a', 1), ('b', 2)) t(h, y) WHERE h = g) m FROM (VALUES 'a', 'b', 'c') s(g) GROUP BY g;
SELECT x FROM (VALUES 1, 2, 3) s(x) ORDER BY (SELECT -x);
-- NaN is neither the least nor the greatest of several numbers
SELECT x = ALL (SELECT y FROM (VALUES nan()) t(y)) FROM (VALUES nan(), 1e0, NULL) s(x);
SELECT x < ANY (VALUES nan(), 5e0), x >= ALL (VALUES nan(), 5e0) FROM (VALUES nan(), 1e0, NULL, 2e0, 7e0) s(x);
-- NaN in the list of an IN
SELECT nan() IN (SELECT nan());
SELECT x IN (SELECT y FROM (VALUES nan(), 1e0) t(y)) FROM (VALUES nan(), 1e0, 2e0, NULL) s(x);
SELECT x IN (SELECT y FROM (VALUES nan(), NULL) t(y)) FROM (VALUES nan(), 1e0, NULL) s(x);
-- As a value it is true in Trino too; as a condition it becomes a join, which knows no NaN.
--! differs
SELECT x FROM (VALUES nan(), 1e0, 2e0, NULL) s(x) WHERE x IN (SELECT y FROM (VALUES nan(), 1e0) t(y));
SELECT x FROM (VALUES nan(), 1e0, 2e0, NULL) s(x) WHERE x NOT IN (SELECT y FROM (VALUES nan(), 1e0) t(y));
SELECT x IN (SELECT y FROM (VALUES CAST(nan() AS real), REAL '1') t(y)) FROM (VALUES CAST(nan() AS real), REAL '1') s(x);
SELECT (x, 1) IN (SELECT y, 1 FROM (VALUES nan(), 1e0) t(y)) FROM (VALUES nan(), 1e0) s(x);
SELECT x, x IN (SELECT y FROM (VALUES (nan(), 1), (1e0, 1), (2e0, 2)) t(y, k) WHERE k = z) FROM (VALUES (nan(), 1), (1e0, 1), (2e0, 1)) s(x, z);
SELECT x = ANY (SELECT y FROM (VALUES nan(), 1e0) t(y)), x <> ALL (SELECT y FROM (VALUES nan(), 1e0) t(y)) FROM (VALUES nan(), 1e0, 2e0) s(x);
-- aggregates that nobody reads
SELECT 1 FROM (SELECT count(*) FROM (VALUES 1, 2, 3) t(a));
SELECT EXISTS (SELECT count(*) FROM (VALUES 1) t(a) WHERE false);
SELECT EXISTS (SELECT max(a) FROM (VALUES 1) t(a) WHERE false GROUP BY a);
SELECT count(*) FROM (SELECT 1 FROM (SELECT sum(a) FROM (VALUES 1, 2, 3) t(a)));
SELECT b, EXISTS (SELECT max(a) FROM (VALUES 1) t(a) WHERE a > b) FROM (VALUES 0, 4) u(b);
SELECT 1 FROM (SELECT count(*) FROM (VALUES 1, 2, 3) t(a)) CROSS JOIN (VALUES 1, 2) u(b);
-- a subquery that does not look outside is asked once
SELECT count(DISTINCT r) FROM (SELECT x, (SELECT random()) AS r FROM (VALUES 1, 2, 3) t(x));
SELECT count(DISTINCT r) FROM (SELECT x, (SELECT max(random()) FROM (VALUES 1, 2)) AS r FROM (VALUES 1, 2, 3) t(x));
SELECT count(*) FROM (SELECT (SELECT random()) AS r FROM (VALUES 1, 2, 3) t(x)) WHERE r = r AND r >= 0 AND r < 1;
SELECT r = s FROM (SELECT r, r AS s FROM (SELECT random() AS r));
SELECT bool_and(a = b) FROM (SELECT r + 1 AS a, r + 1 AS b FROM (SELECT x, random() AS r FROM (VALUES 1, 2, 3) t(x)));
SELECT count(*) FROM (SELECT r + 1 AS a FROM (SELECT random() AS r FROM (VALUES 1, 2, 3) t(x))) WHERE a = a AND a >= 1;
