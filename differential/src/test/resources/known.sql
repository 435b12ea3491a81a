-- Statements that are made of all functions, operators and casts, and that the engine answers otherwise
-- than Trino does.

-- Trino's overflow check does not see this one number, and gives a decimal(3,0) with 19 digits.
SELECT CAST(BIGINT '-9223372036854775808' AS decimal(3,0));
SELECT x, TRY_CAST(x AS decimal(3,0)) FROM (VALUES BIGINT '12345', BIGINT '-9223372036854775808', BIGINT '9223372036854775807', BIGINT '0', BIGINT '-3', BIGINT '1577934245', CAST(NULL AS bigint)) t(x);
-- Trino reads the NULL of the bins as 0.
SELECT "width_bucket"(DOUBLE '2.5', CAST(ARRAY[DOUBLE '9007199254740993', NULL] AS array(double)));
-- Which of several percentiles holds depends on the order of the rows.
SELECT "approx_percentile"(DISTINCT a0, a1) FROM (VALUES (BIGINT '12345', DOUBLE '2.5'), (CAST(NULL AS bigint), CAST(NULL AS double)), (BIGINT '-9223372036854775808', DOUBLE '-0.0'), (BIGINT '9223372036854775807', DOUBLE '1.7976931348623157E308'), (BIGINT '0', DOUBLE '4.9E-324'), (BIGINT '-3', DOUBLE '0.1'), (BIGINT '1577934245', DOUBLE 'NaN')) t(a0, a1);
