package dev.lakehouse.sql.translate;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.delegate.Value;
import io.trino.spi.type.TimeZoneKey;
import java.util.List;
import java.util.Optional;

/**
 * How a symbol is computed from the relations of its block.
 *
 * @param sql the text
 * @param kind how costly it is to write the text twice
 * @param fields the texts of a row's fields, if the symbol is a row that was just made of them
 * @param zone the zone of the timestamps with time zone in it
 * @param shortDecimal the same number in few digits, if it is known to have no more
 */
record Definition(
    String sql,
    Kind kind,
    List<String> fields,
    Optional<TimeZoneKey> zone,
    Optional<ShortDecimal> shortDecimal) {
  enum Kind {
    /** A column of a relation. */
    COLUMN,
    /** A constant. */
    CONSTANT,
    /** Anything else that gives the same value each time. */
    COMPUTED,
    /** Gives another value each time that it is written. */
    VOLATILE
  }

  Definition {
    requireNonNull(sql, "sql is null");
    requireNonNull(kind, "kind is null");
    fields = List.copyOf(fields);
    requireNonNull(zone, "zone is null");
    requireNonNull(shortDecimal, "shortDecimal is null");
  }

  Definition(String sql, Kind kind, List<String> fields, Optional<TimeZoneKey> zone) {
    this(sql, kind, fields, zone, Optional.empty());
  }

  static Definition column(String sql, Optional<TimeZoneKey> zone) {
    return new Definition(sql, Kind.COLUMN, List.of(), zone);
  }

  /** A column without a time zone. */
  static Definition column(String sql) {
    return column(sql, Optional.empty());
  }

  static Definition computed(Value value) {
    return of(value, Kind.COMPUTED);
  }

  static Definition of(Value value, Kind kind) {
    return new Definition(value.sql(), kind, List.of(), value.zone());
  }

  /** A value without a time zone. */
  static Definition computed(String sql) {
    return computed(Value.of(sql));
  }

  Definition with(Optional<ShortDecimal> newShortDecimal) {
    return new Definition(sql, kind, fields, zone, newShortDecimal);
  }

  Value value() {
    return new Value(sql, zone);
  }

  boolean isColumn() {
    return kind == Kind.COLUMN;
  }

  boolean isVolatile() {
    return kind == Kind.VOLATILE;
  }

  /** True if nothing is lost by writing it twice. */
  boolean isCheap() {
    return kind == Kind.COLUMN || kind == Kind.CONSTANT;
  }
}
