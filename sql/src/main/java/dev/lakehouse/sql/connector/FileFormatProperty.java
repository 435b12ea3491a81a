package dev.lakehouse.sql.connector;

/** The values of the table property {@code format}; new tables are always Parquet. */
enum FileFormatProperty {
  ORC,
  PARQUET,
  AVRO
}
