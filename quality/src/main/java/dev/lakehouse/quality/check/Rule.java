package dev.lakehouse.quality.check;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * What must hold of a table. A NULL fails {@link NotNull} and nothing else. NaN is equal to NaN,
 * and is neither positive nor within any limits.
 */
public sealed interface Rule {
  /** What kind of rule it is. */
  CheckType type();

  /** No two rows have the same values in the columns; rows with a NULL there are left out. */
  record Uniqueness(List<String> columns) implements Rule {
    public Uniqueness {
      columns = List.copyOf(columns);
    }

    @Override
    public CheckType type() {
      return CheckType.UNIQUENESS;
    }
  }

  /** None of the columns is NULL. */
  record NotNull(List<String> columns) implements Rule {
    public NotNull {
      columns = List.copyOf(columns);
    }

    @Override
    public CheckType type() {
      return CheckType.NOT_NULL;
    }
  }

  /** The number is greater than 0. */
  record Positive(String column) implements Rule {
    public Positive {
      requireNonNull(column, "column is null");
    }

    @Override
    public CheckType type() {
      return CheckType.POSITIVE;
    }
  }

  /**
   * The value is within limits, which belong to what is allowed.
   *
   * @param min a number, date or time, as the column's type wants it; empty for no limit
   * @param max the same
   */
  record Range(String column, Optional<String> min, Optional<String> max) implements Rule {
    public Range {
      requireNonNull(column, "column is null");
      requireNonNull(min, "min is null");
      requireNonNull(max, "max is null");
    }

    @Override
    public CheckType type() {
      return CheckType.RANGE;
    }
  }

  /** The value is one of these, which are written as the column's type wants it. */
  record AcceptedValues(String column, List<String> values) implements Rule {
    public AcceptedValues {
      requireNonNull(column, "column is null");
      values = List.copyOf(values);
    }

    @Override
    public CheckType type() {
      return CheckType.ACCEPTED_VALUES;
    }
  }

  /** The date is not after today, the time not after now; both in UTC. */
  record NoFutureDates(String column) implements Rule {
    public NoFutureDates {
      requireNonNull(column, "column is null");
    }

    @Override
    public CheckType type() {
      return CheckType.NO_FUTURE_DATES;
    }
  }

  /** The table has no fewer and no more rows than that. */
  record RowCountRange(OptionalLong min, OptionalLong max) implements Rule {
    public RowCountRange {
      requireNonNull(min, "min is null");
      requireNonNull(max, "max is null");
    }

    @Override
    public CheckType type() {
      return CheckType.ROW_COUNT_RANGE;
    }
  }

  /**
   * A query gives 0 in its only column, which is called {@code failures}, or else no rows.
   *
   * @param sql one query in Trino's SQL
   */
  record CustomSql(String sql) implements Rule {
    public CustomSql {
      requireNonNull(sql, "sql is null");
    }

    @Override
    public CheckType type() {
      return CheckType.CUSTOM_SQL;
    }
  }

  /**
   * The pattern is found in the text.
   *
   * @param pattern as Trino's regexp_like has it
   */
  record Regex(String column, String pattern) implements Rule {
    public Regex {
      requireNonNull(column, "column is null");
      requireNonNull(pattern, "pattern is null");
    }

    @Override
    public CheckType type() {
      return CheckType.REGEX;
    }
  }

  /** The value is in a column of another table. */
  record Relationship(String column, TableIdentifier to, String field) implements Rule {
    public Relationship {
      requireNonNull(column, "column is null");
      requireNonNull(to, "to is null");
      requireNonNull(field, "field is null");
    }

    @Override
    public CheckType type() {
      return CheckType.RELATIONSHIP;
    }
  }

  /** The newest value is not older than that; a date is as old as its midnight, in UTC. */
  record Freshness(String column, Duration maxAge) implements Rule {
    public Freshness {
      requireNonNull(column, "column is null");
      requireNonNull(maxAge, "maxAge is null");
    }

    @Override
    public CheckType type() {
      return CheckType.FRESHNESS;
    }
  }

  /**
   * The table has about as many rows as the last snapshot before this one that a run looked at.
   *
   * @param maxIncrease by how many percent it may have grown; empty for no limit
   * @param maxDecrease by how many percent it may have shrunk; empty for no limit
   */
  record RowCountChange(Optional<BigDecimal> maxIncrease, Optional<BigDecimal> maxDecrease)
      implements Rule {
    public RowCountChange {
      requireNonNull(maxIncrease, "maxIncrease is null");
      requireNonNull(maxDecrease, "maxDecrease is null");
    }

    @Override
    public CheckType type() {
      return CheckType.ROW_COUNT_CHANGE;
    }
  }

  /**
   * The table has columns of these types.
   *
   * @param columns the types' names by the columns' names, in the file's order
   * @param additional true if it may have others as well
   */
  record SchemaContract(Map<String, String> columns, boolean additional) implements Rule {
    public SchemaContract {
      columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    @Override
    public CheckType type() {
      return CheckType.SCHEMA;
    }
  }
}
