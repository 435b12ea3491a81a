/**
 * CSV as it is found in the world: what a file holds (dialect, columns, exact types, and why), and
 * its rows as a DuckDB SELECT in which every value is converted exactly or refused with its place.
 *
 * <p>{@link dev.lakehouse.ingest.csv.CsvFile} is the door. Two readers stand behind it: DuckDB's,
 * for speed, and {@code CsvRecordReader}, for everything that DuckDB refuses and for errors with
 * line numbers. They read the same rows from the same bytes.
 */
package dev.lakehouse.ingest.csv;
