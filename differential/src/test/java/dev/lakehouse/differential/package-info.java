/**
 * The embedded engine against a real Trino: the same statements on both, and what differs.
 *
 * <p>The corpora lie as readable files under {@code corpus/}; functions, operators, casts and
 * random queries are generated. A run writes its report to {@code target/differential/}.
 */
package dev.lakehouse.differential;
