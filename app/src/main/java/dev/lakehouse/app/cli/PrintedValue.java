package dev.lakehouse.app.cli;

import java.sql.Blob;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.ZoneOffset;

/** DuckDB's values as {@code RowPrinter} takes them. */
final class PrintedValue {
  private PrintedValue() {}

  /** The value to print; null for NULL. */
  static Object of(Object value) throws SQLException {
    return switch (value) {
      case null -> null;
      case Timestamp time -> time.toLocalDateTime();
      case java.time.OffsetDateTime time -> time.withOffsetSameInstant(ZoneOffset.UTC);
      case java.sql.Date date -> date.toLocalDate();
      case java.sql.Time time -> time.toLocalTime();
      case Blob blob -> blob.getBytes(1, Math.toIntExact(blob.length()));
      default -> value;
    };
  }
}
