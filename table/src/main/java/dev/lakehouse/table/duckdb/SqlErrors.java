package dev.lakehouse.table.duckdb;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.sql.SQLException;
import java.util.Locale;

/** Tells whose fault an error of DuckDB is. */
public final class SqlErrors {
  private SqlErrors() {}

  /** The error to report for one of DuckDB. */
  public static LakehouseException translate(String what, SQLException e) {
    String message = String.valueOf(e.getMessage());
    String firstLine = message.lines().findFirst().orElse("");
    String text = "%s: %s".formatted(what, firstLine);
    String kind = message.toLowerCase(Locale.ROOT);
    if (kind.startsWith("out of memory")) {
      return LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              text,
              "give the engine more memory (engine.memory in lakehouse.yaml)")
          .causedBy(e);
    }
    if (kind.startsWith("io error") || kind.contains("no space left")) {
      return LakehouseException.of(
              ErrorCode.UNAVAILABLE, text, "check the disk's free space and permissions")
          .causedBy(e);
    }
    if (kind.startsWith("conversion error")
        || kind.startsWith("invalid input error")
        || kind.startsWith("out of range error")
        || kind.startsWith("constraint error")) {
      return LakehouseException.of(ErrorCode.INVALID_DATA, text).causedBy(e);
    }
    return LakehouseException.of(ErrorCode.INTERNAL, text).causedBy(e);
  }
}
