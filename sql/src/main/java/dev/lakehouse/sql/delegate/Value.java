package dev.lakehouse.sql.delegate;

import static java.util.Objects.requireNonNull;

import io.trino.spi.type.TimeZoneKey;
import java.util.Optional;

/**
 * A value of one of Trino's types as SQL for DuckDB, in the form of {@link
 * dev.lakehouse.sql.type.StorageTypes}.
 *
 * @param sql an expression that can stand wherever an operand can
 * @param zone the time zone of the TIMESTAMP WITH TIME ZONE values in it, of which DuckDB holds the
 *     instants only; empty if there are none
 */
public record Value(String sql, Optional<TimeZoneKey> zone) {
  public Value {
    requireNonNull(sql, "sql is null");
    requireNonNull(zone, "zone is null");
  }

  /** A value without a time zone in it. */
  public static Value of(String sql) {
    return new Value(sql, Optional.empty());
  }

  /** A value whose timestamps with time zone are in a zone. */
  public static Value of(String sql, TimeZoneKey zone) {
    return new Value(sql, Optional.of(zone));
  }
}
