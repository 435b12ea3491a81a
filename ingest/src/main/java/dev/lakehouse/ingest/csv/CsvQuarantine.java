package dev.lakehouse.ingest.csv;

/**
 * Rows that were set aside because they do not fit.
 *
 * @param rows how many
 * @param select a SELECT of them in DuckDB's SQL, in no particular order: {@code file VARCHAR, line
 *     BIGINT, column VARCHAR} (NULL if the row as a whole is bad), {@code reason VARCHAR, raw
 *     VARCHAR}; good until the {@link CsvFile} is closed
 */
public record CsvQuarantine(long rows, String select) {}
