SELECT g, count(*), sum(x) FROM (VALUES ('a', 1), ('b', 2), ('a', 3), (NULL, 4), (NULL, 5)) t(g, x) GROUP BY g;
SELECT a, b, sum(x), grouping(a, b), grouping(a) FROM (VALUES ('a', 'x', 1), ('a', 'y', 2), ('b', 'x', 3)) t(a, b, x) GROUP BY ROLLUP (a, b);
SELECT a, b, sum(x), grouping(a, b) FROM (VALUES ('a', 'x', 1), ('a', 'y', 2), ('b', 'x', 3)) t(a, b, x) GROUP BY CUBE (a, b);
SELECT a, b, sum(x) FROM (VALUES ('a', 'x', 1), ('a', 'y', 2), ('b', 'x', 3)) t(a, b, x) GROUP BY GROUPING SETS ((a), (b), (a, b), ());
SELECT a, sum(x) FROM (VALUES ('a', 1), ('b', 2)) t(a, x) GROUP BY GROUPING SETS ((a), (a), ());
SELECT a, b, count(*) FROM (VALUES ('a', 'x', 1), (NULL, 'y', 2)) t(a, b, x) GROUP BY a, ROLLUP (b);
SELECT a, b, count(*) FROM (VALUES ('a', 'x'), ('a', 'x')) t(a, b) GROUP BY DISTINCT ROLLUP (a, b), ROLLUP (a);
SELECT a, b, count(*) FROM (VALUES ('a', 'x'), ('a', 'y')) t(a, b) GROUP BY AUTO;
SELECT count(*), sum(x), max(x) FROM (VALUES 1) t(x) WHERE false;
SELECT g, count(*) FROM (VALUES 'a') t(g) WHERE false GROUP BY g;
SELECT count(*) FROM (VALUES 'a') t(g) WHERE false GROUP BY GROUPING SETS ((), (g));
SELECT x % 2, count(*) FROM (VALUES 1, 2, 3) t(x) GROUP BY x % 2 HAVING count(*) > 1;
SELECT x % 2 AS p, count(*) FROM (VALUES 1, 2, 3) t(x) GROUP BY 1 ORDER BY 1;
--! error
SELECT x, y, count(*) FROM (VALUES (1, 2)) t(x, y) GROUP BY x;
--! error
SELECT sum(sum(x)) FROM (VALUES 1) t(x);
--! error
SELECT count(*) FROM (VALUES 1) t(x) WHERE count(*) > 0;
SELECT sum(x) FILTER (WHERE x > 1), count(*) FILTER (WHERE x > 5), count(DISTINCT x), sum(DISTINCT x) FROM (VALUES 1, 2, 2, NULL) t(x);
SELECT array_agg(x ORDER BY x DESC), array_agg(DISTINCT x ORDER BY x), array_agg(x ORDER BY x) FILTER (WHERE x > 1) FROM (VALUES 1, 2, 2, 3) t(x);
SELECT DISTINCT x, y FROM (VALUES (1, 'a'), (1, 'a'), (NULL, NULL), (NULL, NULL)) t(x, y);
SELECT DISTINCT x FROM (VALUES 0e0, -0e0, nan(), nan()) t(x);
SELECT x, count(*) FROM (VALUES nan(), nan(), 1e0) t(x) GROUP BY x;
SELECT x, count(*) FROM (VALUES ARRAY[1], ARRAY[1], NULL) t(x) GROUP BY x;
SELECT x, count(*) FROM (VALUES ROW(ROW(1, NULL)), ROW(ROW(1, NULL))) t(x) GROUP BY x;
SELECT x, count(*) FROM (VALUES MAP(ARRAY[1, 2], ARRAY['a', 'b']), MAP(ARRAY[2, 1], ARRAY['b', 'a'])) t(x) GROUP BY x;
SELECT count(*) FROM (VALUES CAST('a' AS char(3)), CAST('a' AS char(3))) t(x) GROUP BY x;
SELECT x FROM (VALUES 1.0, 1.00, 1) t(x) GROUP BY x;
-- a set that is there twice gives its groups twice
SELECT x, y, count(*), grouping(x, y) FROM (VALUES (1, 2), (1, 3), (2, NULL)) t(x, y) GROUP BY GROUPING SETS ((x, y), (x), (y, x), (x), ());
SELECT x, y, sum(y) FROM (VALUES (1, 2), (1, 3), (2, NULL)) t(x, y) GROUP BY ROLLUP (x), ROLLUP (x, y) HAVING count(*) > 1 ORDER BY 1, 2;
SELECT m, x, count(*) FROM (VALUES (MAP(ARRAY[1, 2], ARRAY['a', NULL]), 1), (MAP(ARRAY[2, 1], ARRAY[NULL, 'a']), 1), (MAP(ARRAY[1], ARRAY['a']), 1), (NULL, 1), (NULL, 1), (MAP(), 2)) t(m, x) GROUP BY m, x;
SELECT DISTINCT m FROM (VALUES MAP(ARRAY['x', 'y'], ARRAY[MAP(ARRAY[1, 2], ARRAY[1, 2]), NULL]), MAP(ARRAY['y', 'x'], ARRAY[NULL, MAP(ARRAY[2, 1], ARRAY[2, 1])]), MAP(ARRAY['x', 'y'], ARRAY[MAP(ARRAY[1, 2], ARRAY[1, 3]), NULL])) t(m);
SELECT cardinality(a), count(*) FROM (VALUES ARRAY[MAP(ARRAY[1, 2], ARRAY[1, 2])], ARRAY[MAP(ARRAY[2, 1], ARRAY[2, 1])], ARRAY[NULL], ARRAY[], NULL) t(a) GROUP BY a;
SELECT count(*), min(x) FROM (VALUES (1, TIME '01:00 +01:00'), (2, TIME '00:00 +00:00'), (3, NULL), (4, TIME '01:00 +00:00')) t(x, t) GROUP BY t;
SELECT count(*) FROM (SELECT MAP(ARRAY[1], ARRAY[1]) UNION SELECT MAP(ARRAY[1], ARRAY[1])) t;
