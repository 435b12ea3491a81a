SELECT x, row_number() OVER (ORDER BY x, y), rank() OVER (ORDER BY x), dense_rank() OVER (ORDER BY x), percent_rank() OVER (ORDER BY x), cume_dist() OVER (ORDER BY x) FROM (VALUES (1, 'a'), (2, 'b'), (2, 'c'), (NULL, 'd')) t(x, y);
SELECT x, ntile(3) OVER (ORDER BY x), ntile(10) OVER (ORDER BY x), ntile(1) OVER (ORDER BY x) FROM (VALUES 1, 2, 3, 4, 5, 6, 7) t(x);
SELECT g, x, row_number() OVER (PARTITION BY g ORDER BY x DESC) FROM (VALUES ('a', 1), ('a', 2), ('b', 3), (NULL, 4), (NULL, 5)) t(g, x);
SELECT x, lag(x) OVER (ORDER BY x), lead(x) OVER (ORDER BY x), lag(x, 2) OVER (ORDER BY x), lead(x, 2, -1) OVER (ORDER BY x), lag(x, 0) OVER (ORDER BY x) FROM (VALUES 1, 2, 3, 4) t(x);
SELECT k, lag(x) IGNORE NULLS OVER (ORDER BY k), lead(x, 1) IGNORE NULLS OVER (ORDER BY k), first_value(x) IGNORE NULLS OVER (ORDER BY k), last_value(x) IGNORE NULLS OVER (ORDER BY k), nth_value(x, 2) IGNORE NULLS OVER (ORDER BY k) FROM (VALUES (1, NULL), (2, 10), (3, NULL), (4, 20)) t(k, x);
SELECT k, first_value(x) OVER (ORDER BY k), last_value(x) OVER (ORDER BY k), nth_value(x, 2) OVER (ORDER BY k), last_value(x) OVER (ORDER BY k ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM (VALUES (1, NULL), (2, 10), (3, 30)) t(k, x);
SELECT x, sum(x) OVER (), sum(x) OVER (ORDER BY x), sum(x) OVER (ORDER BY x ROWS UNBOUNDED PRECEDING), avg(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), count(*) OVER (ORDER BY x RANGE BETWEEN 1 PRECEDING AND CURRENT ROW), sum(x) OVER (ORDER BY x ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM (VALUES 1, 2, 2, 4, NULL) t(x);
SELECT x, sum(x) OVER (ORDER BY x GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW), count(*) OVER (ORDER BY x GROUPS BETWEEN CURRENT ROW AND 1 FOLLOWING), max(x) OVER (ORDER BY x ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING), min(x) OVER (ORDER BY x ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) FROM (VALUES 1, 2, 2, 4, 7) t(x);
SELECT x, sum(x) OVER (ORDER BY x DESC RANGE BETWEEN 2 PRECEDING AND 1 FOLLOWING), count(*) OVER (ORDER BY x DESC NULLS FIRST RANGE BETWEEN CURRENT ROW AND 2 FOLLOWING) FROM (VALUES 1, 2, 2, 4, 7, NULL) t(x);
SELECT d, count(*) OVER (ORDER BY d RANGE BETWEEN INTERVAL '2' DAY PRECEDING AND CURRENT ROW), count(*) OVER (ORDER BY d RANGE BETWEEN INTERVAL '1' MONTH PRECEDING AND CURRENT ROW) FROM (VALUES DATE '2020-01-01', DATE '2020-01-02', DATE '2020-01-05', DATE '2020-02-01') t(d);
SELECT x, sum(x) OVER (ORDER BY x RANGE BETWEEN 0.5 PRECEDING AND 0.5 FOLLOWING) FROM (VALUES 1.0, 1.5, 2.5) t(x);
SELECT x, sum(x) OVER (ORDER BY x RANGE BETWEEN 5e-1 PRECEDING AND 1e0 FOLLOWING) FROM (VALUES 1.0e0, 1.5e0, 2.5e0, nan(), infinity()) t(x);
SELECT x, sum(x) OVER w, max(x) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (VALUES 1, 2, 3) t(x) WINDOW w AS (ORDER BY x);
SELECT g, sum(x), rank() OVER (ORDER BY sum(x) DESC), sum(sum(x)) OVER () FROM (VALUES ('a', 1), ('a', 2), ('b', 5)) t(g, x) GROUP BY g;
--! error
SELECT x, count(*) FILTER (WHERE x > 1) OVER (ORDER BY x) FROM (VALUES 1, 2, 3) t(x);
SELECT x, array_agg(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), listagg(CAST(x AS varchar), ',') WITHIN GROUP (ORDER BY x) FROM (VALUES 1, 2) t(x) GROUP BY x;
SELECT x, max_by(y, x) OVER (ORDER BY x), min(y) OVER (PARTITION BY x % 2), stddev(x) OVER (ORDER BY x), bool_and(x > 1) OVER (ORDER BY x DESC) FROM (VALUES (1, 'a'), (2, 'b'), (3, 'c')) t(x, y);
SELECT x, avg(x) OVER (ORDER BY x), sum(x) OVER (ORDER BY x) FROM (VALUES DECIMAL '1.50', DECIMAL '2.25', DECIMAL '3.00') t(x);
SELECT x, avg(x) OVER (ORDER BY x ROWS 1 PRECEDING) FROM (VALUES REAL '1.5', REAL '2.5') t(x);
--! error
SELECT rank() OVER (ORDER BY x ROWS BETWEEN 1 FOLLOWING AND 1 PRECEDING) FROM (VALUES 1) t(x);
--! error
SELECT sum(x) OVER (ORDER BY x ROWS BETWEEN -1 PRECEDING AND CURRENT ROW) FROM (VALUES 1) t(x);
--! error
SELECT ntile(0) OVER (ORDER BY x) FROM (VALUES 1) t(x);
--! error
SELECT nth_value(x, 0) OVER (ORDER BY x) FROM (VALUES 1) t(x);
--! error
SELECT row_number() FROM (VALUES 1) t(x);
--! error
SELECT x FROM (VALUES 1) t(x) WHERE row_number() OVER () = 1;
--! either
SELECT lag(x, -1) OVER (ORDER BY x) FROM (VALUES 1) t(x);
SELECT count(*) OVER (PARTITION BY x) FROM (VALUES nan(), nan(), NULL, NULL, 1e0) t(x);
SELECT x, row_number() OVER (ORDER BY x) r FROM (VALUES 3, 1, 2) t(x) ORDER BY r DESC;
SELECT * FROM (VALUES (1, 1), (2, 3), (3, 2)) t(id, x) MATCH_RECOGNIZE (ORDER BY id MEASURES A.x AS first_x, LAST(B.x) AS last_x ONE ROW PER MATCH PATTERN (A B+) DEFINE B AS B.x > PREV(B.x));
-- NULLS FIRST puts NaN first too, in either direction of the order
SELECT x, row_number() OVER (ORDER BY x NULLS FIRST), row_number() OVER (ORDER BY x DESC NULLS FIRST), row_number() OVER (ORDER BY x NULLS LAST) FROM (VALUES 1e0, nan(), NULL, infinity()) t(x);
SELECT x, count(*) OVER (ORDER BY x DESC RANGE BETWEEN 5e-1 PRECEDING AND 1e0 FOLLOWING) FROM (VALUES 1.0e0, 1.5e0, 2.5e0, nan(), infinity(), -infinity()) t(x);
SELECT x, lag(x, n) OVER (ORDER BY x), lead(x, n, -1) OVER (ORDER BY x), lag(x, n) IGNORE NULLS OVER (ORDER BY x), ntile(n + 1) OVER (ORDER BY x), nth_value(x, n + 1) OVER (ORDER BY x), nth_value(x, nullif(n, 2)) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING), ntile(nullif(n, 1)) OVER (ORDER BY x) FROM (VALUES (1, 1), (2, 3), (3, 2), (4, 9223372036854775806), (NULL, 1)) t(x, n);
--! error
SELECT lag(x, n) OVER (ORDER BY x) FROM (VALUES (1, 1), (2, -1)) t(x, n);
--! error
SELECT lead(x, n) OVER (ORDER BY x) FROM (VALUES (1, 1), (2, NULL)) t(x, n);
--! error
SELECT ntile(n) OVER (ORDER BY x) FROM (VALUES (1, 1), (2, 0)) t(x, n);
--! error
SELECT nth_value(x, n) OVER (ORDER BY x) FROM (VALUES (1, 1), (2, 0)) t(x, n);
SELECT lag(x, n) OVER (ORDER BY x) FROM (VALUES (1, -1), (2, -1)) t(x, n) WHERE x > 2;
SELECT t, rank() OVER (ORDER BY t), lag(t) OVER (ORDER BY t, x), min(t) OVER (PARTITION BY x), count(*) OVER (ORDER BY t) FROM (VALUES (1, TIME '01:00:00 +01:00'), (2, TIME '02:00:00 +02:00'), (3, TIME '00:00:00 -01:00'), (4, NULL)) v(x, t);
SELECT a, row_number() OVER (ORDER BY a), dense_rank() OVER (PARTITION BY a ORDER BY x), max(a) OVER (ORDER BY x) FROM (VALUES (1, IPADDRESS '10.0.0.9'), (2, IPADDRESS '10.0.0.10'), (3, IPADDRESS '10.0.0.9'), (4, NULL)) v(x, a);
--! either
SELECT t, count(*) OVER (ORDER BY t RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW) FROM (VALUES TIME '01:00:00 +01:00', TIME '02:30:00 +02:00', TIME '00:00:00 -01:00') v(t);
