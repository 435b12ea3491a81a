package dev.lakehouse.quality.run;

import static dev.lakehouse.quality.run.SqlLiterals.name;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.quality.check.Rule;
import dev.lakehouse.table.schema.TypeNames;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * When a row breaks a rule, as a condition over a row that is called {@code t}: true for a row that
 * does, false or NULL for any other.
 *
 * @param sql the condition
 * @param words what a row that breaks the rule is like
 */
record BrokenRows(String sql, String words) {
  private static final Set<Type.TypeID> NUMBERS =
      Set.of(
          Type.TypeID.INTEGER,
          Type.TypeID.LONG,
          Type.TypeID.FLOAT,
          Type.TypeID.DOUBLE,
          Type.TypeID.DECIMAL);
  private static final Set<Type.TypeID> TIMES = Set.of(Type.TypeID.DATE, Type.TypeID.TIMESTAMP);

  static BrokenRows of(Rule.NotNull rule, PinnedTable table) {
    return new BrokenRows(
        rule.columns().stream()
            .map(column -> column(table.column(column)) + " IS NULL")
            .collect(Collectors.joining(" OR ")),
        "%s is NULL".formatted(String.join(" or ", rule.columns())));
  }

  static BrokenRows of(Rule.Positive rule, PinnedTable table) {
    NestedField field = require(table.column(rule.column()), NUMBERS, "numbers");
    // Not <=: NaN is neither, and fails.
    return new BrokenRows(
        "NOT (%s > 0)".formatted(column(field)), rule.column() + " is not greater than 0");
  }

  static BrokenRows of(Rule.Range rule, PinnedTable table) {
    NestedField field = table.column(rule.column());
    List<String> limits = new ArrayList<>();
    rule.min()
        .map(min -> "NOT (%s >= %s)".formatted(column(field), SqlLiterals.of(min, field.type())))
        .ifPresent(limits::add);
    rule.max()
        .map(max -> "NOT (%s <= %s)".formatted(column(field), SqlLiterals.of(max, field.type())))
        .ifPresent(limits::add);
    return new BrokenRows(String.join(" OR ", limits), rule.column() + " is not " + limits(rule));
  }

  private static String limits(Rule.Range rule) {
    if (rule.max().isEmpty()) {
      return rule.min().orElseThrow() + " or more";
    }
    return rule.min()
        .map(min -> "from %s to %s".formatted(min, rule.max().get()))
        .orElseGet(() -> rule.max().get() + " or less");
  }

  static BrokenRows of(Rule.AcceptedValues rule, PinnedTable table) {
    NestedField field = table.column(rule.column());
    return new BrokenRows(
        rule.values().stream()
            .map(value -> SqlLiterals.of(value, field.type()))
            .collect(Collectors.joining(", ", "NOT (" + column(field) + " IN (", "))")),
        "%s is none of %s".formatted(rule.column(), Words.list(rule.values())));
  }

  static BrokenRows of(Rule.NoFutureDates rule, PinnedTable table, Instant now) {
    NestedField field = require(table.column(rule.column()), TIMES, "dates or times");
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    boolean isDate = field.type().typeId() == Type.TypeID.DATE;
    return new BrokenRows(
        "%s > %s"
            .formatted(
                column(field), isDate ? SqlLiterals.date(today) : timestamp(now, field.type())),
        rule.column() + " is in the future");
  }

  static BrokenRows of(Rule.Regex rule, PinnedTable table) {
    NestedField field = require(table.column(rule.column()), Set.of(Type.TypeID.STRING), "texts");
    return new BrokenRows(
        "NOT regexp_like(%s, %s)".formatted(column(field), SqlLiterals.text(rule.pattern())),
        "%s does not match %s".formatted(rule.column(), rule.pattern()));
  }

  static BrokenRows of(Rule.Relationship rule, PinnedTable table, PinnedTable other) {
    String column = column(table.column(rule.column()));
    return new BrokenRows(
        "%1$s IS NOT NULL AND NOT EXISTS (SELECT 1 FROM %2$s AS o WHERE o.%3$s = %1$s)"
            .formatted(column, other.relation(), name(other.column(rule.field()).name())),
        "%s is in no row of %s as %s".formatted(rule.column(), rule.to(), rule.field()));
  }

  /** The rows that have values in all columns. */
  static String present(List<NestedField> columns) {
    return columns.stream()
        .map(field -> column(field) + " IS NOT NULL")
        .collect(Collectors.joining(" AND "));
  }

  /** The newest value of a column as text, and whether it is not before a time. */
  static List<String> newest(Rule.Freshness rule, PinnedTable table, Instant oldest) {
    NestedField field = require(table.column(rule.column()), TIMES, "dates or times");
    String newest = "max(%s)".formatted(column(field));
    return List.of(
        "CAST(%s AS varchar)".formatted(newest),
        field.type().typeId() == Type.TypeID.DATE
            ? "CAST(%s AS timestamp(6)) >= %s"
                .formatted(newest, SqlLiterals.timestamp(oldest, false))
            : "%s >= %s".formatted(newest, timestamp(oldest, field.type())));
  }

  static String column(NestedField field) {
    return "t." + name(field.name());
  }

  private static String timestamp(Instant time, Type type) {
    return SqlLiterals.timestamp(time, ((Types.TimestampType) type).shouldAdjustToUTC());
  }

  private static NestedField require(NestedField field, Set<Type.TypeID> types, String what) {
    if (!types.contains(field.type().typeId())) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "the column '%s' is of the type %s, and a check of this type needs %s"
              .formatted(field.name(), TypeNames.of(field.type()), what));
    }
    return field;
  }

  /** How many rows break the rule. */
  String count() {
    return "count_if(%s)".formatted(sql);
  }

  /** The query that gives some columns of rows that break the rule. */
  String keys(List<NestedField> columns, PinnedTable table) {
    String names = columns.stream().map(BrokenRows::column).collect(Collectors.joining(", "));
    return "SELECT %1$s FROM %2$s AS t WHERE %3$s ORDER BY %1$s LIMIT %4$d"
        .formatted(names, table.relation(), sql, Finding.MOST_KEYS);
  }
}
