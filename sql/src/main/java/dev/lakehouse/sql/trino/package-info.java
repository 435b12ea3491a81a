/**
 * Trino's own front end in this process: parser, analyzer, logical planner, and the statements that
 * only change metadata. It reads tables' definitions through {@code sql.connector} and runs no
 * query.
 *
 * <p>Put together after {@code io.trino.testing.PlanTester}, less its parts for execution.
 */
package dev.lakehouse.sql.trino;
