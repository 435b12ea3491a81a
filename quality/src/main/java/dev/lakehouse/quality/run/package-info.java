/**
 * Running checks: all of a table's on one snapshot of it, in one scan where that is possible, on
 * whatever engine understands Trino's SQL.
 */
package dev.lakehouse.quality.run;
