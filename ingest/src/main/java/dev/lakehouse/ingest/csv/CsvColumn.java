package dev.lakehouse.ingest.csv;

import static java.util.Objects.requireNonNull;

import org.apache.iceberg.types.Type;

/**
 * A column of a CSV file.
 *
 * @param header the name as it is written in the file; "" if there is none
 * @param name a name that no other column of the file has, letter case aside: the header, or
 *     column_N (from 1), with _2, _3 … where the file repeats itself
 * @param type the narrowest type that holds every value that was seen exactly
 * @param nullable false only if the whole file was seen and no value is absent
 * @param reason why this type, for people
 */
public record CsvColumn(String header, String name, Type type, boolean nullable, String reason) {
  public CsvColumn {
    requireNonNull(header, "header is null");
    requireNonNull(name, "name is null");
    requireNonNull(type, "type is null");
    requireNonNull(reason, "reason is null");
  }

  CsvColumn declaredAs(Type declared) {
    return new CsvColumn(header, name, declared, nullable, "declared");
  }
}
