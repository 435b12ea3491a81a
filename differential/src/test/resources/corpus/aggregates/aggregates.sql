-- Aggregates in their own syntax, and where order counts
SELECT listagg(x, ',') WITHIN GROUP (ORDER BY x), listagg(DISTINCT x, '') WITHIN GROUP (ORDER BY x DESC), listagg(x) WITHIN GROUP (ORDER BY x) FROM (VALUES 'b', 'a', NULL, 'a') t(x);
SELECT g, listagg(x, ';') WITHIN GROUP (ORDER BY x) FILTER (WHERE x <> 'a') FROM (VALUES ('p', 'b'), ('p', 'a'), ('q', 'a')) t(g, x) GROUP BY g;
SELECT listagg(x, ',') WITHIN GROUP (ORDER BY x) FROM (VALUES 'a') t(x) WHERE false;
SELECT listagg(x, ',' ON OVERFLOW TRUNCATE '...' WITH COUNT) WITHIN GROUP (ORDER BY x) FROM (VALUES 'a', 'b') t(x);
SELECT array_agg(x ORDER BY y DESC), map_agg(y, x), multimap_agg(x, y), max_by(x, y), min_by(x, y), max_by(x, y, 2), max(y, 2), min(y, 2) FROM (VALUES ('a', 1), ('b', 2), (NULL, 3)) t(x, y);
SELECT sum(DISTINCT x), avg(DISTINCT x), count(DISTINCT x), array_agg(DISTINCT x ORDER BY x) FROM (VALUES 1, 1, 2, NULL) t(x);
SELECT count(*), count(x), count(DISTINCT x), count_if(x > 1), sum(x), avg(x), min(x), max(x), bool_and(x > 0), bool_or(x > 2), every(x > 0) FROM (VALUES 1, 2, NULL) t(x);
SELECT count(*), count(x), count_if(x > 1), sum(x), avg(x), min(x), max(x), bool_and(x > 0), array_agg(x), checksum(x), approx_distinct(x) FROM (VALUES 1) t(x) WHERE false;
SELECT avg(x), sum(x), typeof(avg(x)), typeof(sum(x)) FROM (VALUES DECIMAL '1.005', DECIMAL '2.010', NULL) t(x);
SELECT avg(x) FROM (VALUES DECIMAL '0.01', DECIMAL '0.02', DECIMAL '0.02') t(x);
SELECT avg(x) FROM (VALUES INTERVAL '1' DAY, INTERVAL '2' DAY) t(x);
--! error
SELECT sum(x) FROM (VALUES BIGINT '9223372036854775807', BIGINT '1') t(x);
SELECT sum(x), avg(x) FROM (VALUES REAL '0.1', REAL '0.2') t(x);
SELECT stddev(x), stddev_pop(x), variance(x), var_pop(x), stddev_samp(x), var_samp(x), skewness(x), kurtosis(x), geometric_mean(x) FROM (VALUES 1e0, 2e0, 4e0, 8e0) t(x);
SELECT corr(y, x), covar_pop(y, x), covar_samp(y, x), regr_slope(y, x), regr_intercept(y, x) FROM (VALUES (1e0, 2e0), (2e0, 4e0), (3e0, 7e0), (NULL, 1e0)) t(x, y);
SELECT histogram(x), approx_percentile(x, 0.5), approx_percentile(x, ARRAY[0.1, 0.9]), approx_distinct(x), checksum(x) IS NOT NULL, bitwise_and_agg(x), bitwise_or_agg(x), bitwise_xor_agg(x) FROM (VALUES 1, 2, 2, 3, NULL) t(x);
SELECT map_union(m), array_agg(m) FROM (VALUES MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['b'], ARRAY[2])) t(m);
SELECT reduce_agg(x, 0, (s, v) -> s + v, (a, b) -> a + b) FROM (VALUES 1, 2, 3) t(x);
SELECT max(x), min(x) FROM (VALUES nan(), 1e0, NULL) t(x);
SELECT max(x), min(x) FROM (VALUES 'b', 'B', '') t(x);
SELECT max(x), min(x) FROM (VALUES ARRAY[1, 2], ARRAY[1], ARRAY[2]) t(x);
SELECT max(x), min(x) FROM (VALUES true, false, NULL) t(x);
SELECT any_value(x), arbitrary(x) FROM (VALUES 5, NULL) t(x);
SELECT count(DISTINCT (x, x + 1)) FROM (VALUES 1, 2, 2) t(x);
