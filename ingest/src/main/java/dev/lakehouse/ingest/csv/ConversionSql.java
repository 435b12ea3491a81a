package dev.lakehouse.ingest.csv;

import static dev.lakehouse.base.error.ErrorCode.INVALID_ARGUMENT;
import static dev.lakehouse.table.duckdb.SqlText.literal;

import dev.lakehouse.base.error.LakehouseException;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The DuckDB SQL that turns the text of one column into a type, exactly or not at all.
 *
 * <p>DuckDB's own casts are too kind for that: '1.5' becomes the BIGINT 2, '1_000' 1000, '0x1F' 31,
 * '2024-01-15 10:00' a DATE, seven digits of a second lose one. So what a cast gives counts only
 * behind a guard. The first guard is a cheap one that holds for nearly every value, mostly a round
 * trip: the value as text is the text again. The second one is a regular expression, which costs
 * more, and holds for all values that fit. The cast is a column of its own, in a query below the
 * one that has the guards, because it is needed twice.
 *
 * <p>An empty text is NULL for every type but VARCHAR. A declared timestamp layout without a zone
 * is UTC where the column has one.
 */
final class ConversionSql {
  /** In the message of every error that a value of the wrong type raises. */
  static final String MISFIT = "[csv value does not fit]";

  private static final String DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
  private static final String ZONE = "(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)";

  private final String text;
  private final String value;
  private final Type type;
  private final boolean declared;
  private final Optional<DateLayout> layout;
  private final int scale;
  private final Optional<String> format;

  /**
   * @param text the name of the column that has the text
   * @param value the name for the column that gets what {@link #cast} gives
   * @param name the column's name in messages
   * @param options for the declared layouts of dates and timestamps
   * @throws LakehouseException INVALID_ARGUMENT if a CSV column cannot be of this type
   */
  ConversionSql(
      String text, String value, String name, ConversionTarget target, CsvOptions options) {
    this.text = text;
    this.value = value;
    this.type = target.type();
    this.declared = target.declared();
    this.layout = target.layout();
    this.scale = target.scale();
    this.format = declared ? declaredFormat(options) : Optional.empty();
    if (!isSupported(type)) {
      throw LakehouseException.of(
          INVALID_ARGUMENT, "column " + name + ": a CSV file cannot hold the type " + type);
    }
    if (format.isPresent() && typeName(type).equals("TIMESTAMP") && hasZone(format.get())) {
      throw LakehouseException.of(
          INVALID_ARGUMENT,
          "column " + name + ": the timestamp format has a zone, but the column is a TIMESTAMP",
          "Declare the column as TIMESTAMP WITH TIME ZONE.");
    }
  }

  /** The name of a type in DuckDB's SQL and in messages. */
  static String typeName(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> "BOOLEAN";
      case INTEGER -> "INTEGER";
      case LONG -> "BIGINT";
      case FLOAT -> "REAL";
      case DOUBLE -> "DOUBLE";
      case DATE -> "DATE";
      case STRING -> "VARCHAR";
      case TIMESTAMP -> isZoned(type) ? "TIMESTAMP WITH TIME ZONE" : "TIMESTAMP";
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield "DECIMAL(" + decimal.precision() + "," + decimal.scale() + ")";
      }
      default -> type.toString();
    };
  }

  /** The columns that the query below has to have for this one. */
  String below() {
    return isText() ? text : text + ", " + cast() + " AS " + value;
  }

  /** The value; a text that does not fit raises an error with {@link #MISFIT}. */
  String valueOrError() {
    if (isText()) {
      return text;
    }
    Guards guards = guards();
    return "CASE WHEN %s THEN %s%s WHEN %s IS NULL OR %s = '' THEN NULL ELSE CAST(error(%s) AS %s) END"
        .formatted(
            guards.first,
            value,
            guards.second.map(guard -> " WHEN " + guard + " THEN " + value).orElse(""),
            text,
            text,
            literal(MISFIT),
            typeName(type));
  }

  /** The value; NULL for a text that does not fit. */
  String valueOrNull() {
    return isText() ? text : "CASE WHEN " + guards().either() + " THEN " + value + " END";
  }

  /** A condition that holds for a text that does not fit; empty if every text does. */
  Optional<String> misfit() {
    return isText()
        ? Optional.empty()
        : Optional.of("(%s <> '' AND NOT coalesce(%s, false))".formatted(text, guards().either()));
  }

  private static boolean isSupported(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DATE, STRING, TIMESTAMP, DECIMAL -> true;
      default -> false;
    };
  }

  private static boolean isZoned(Type type) {
    return ((Types.TimestampType) type).shouldAdjustToUTC();
  }

  private static boolean hasZone(String format) {
    return format.contains("%z") || format.contains("%Z");
  }

  private Optional<String> declaredFormat(CsvOptions options) {
    return switch (type.typeId()) {
      case DATE -> options.dateFormat();
      case TIMESTAMP -> options.timestampFormat();
      default -> Optional.empty();
    };
  }

  private boolean isText() {
    return type.typeId() == Type.TypeID.STRING;
  }

  /** What may be the value, if a guard says so. */
  private String cast() {
    return switch (type.typeId()) {
      case BOOLEAN -> booleanValue();
      case DATE -> dateValue();
      case TIMESTAMP -> timestampValue();
      default -> tryCast(text);
    };
  }

  private Guards guards() {
    return switch (type.typeId()) {
      case BOOLEAN -> new Guards(isValue(), Optional.empty());
      case INTEGER, LONG -> integerGuards();
      case DECIMAL -> decimalGuards((Types.DecimalType) type);
      case FLOAT, DOUBLE -> declared ? declaredDoubleGuards() : inferredDoubleGuards();
      case DATE -> dateGuards();
      case TIMESTAMP -> timestampGuards();
      default -> throw new IllegalStateException("no conversion to " + type);
    };
  }

  private String booleanValue() {
    // A long IN would become a join that looks at every row.
    return declared
        ? ("CASE lower(%s) WHEN 'true' THEN true WHEN 'false' THEN false WHEN 't' THEN true"
                + " WHEN 'f' THEN false WHEN 'yes' THEN true WHEN 'no' THEN false"
                + " WHEN 'y' THEN true WHEN 'n' THEN false WHEN '1' THEN true"
                + " WHEN '0' THEN false END")
            .formatted(trimmed())
        : "CASE lower(%s) WHEN 'true' THEN true WHEN 'false' THEN false END".formatted(text);
  }

  private Guards integerGuards() {
    return new Guards(
        roundTrip(), declared ? Optional.of(matches("\\s*[+-]?[0-9]+\\s*")) : Optional.empty());
  }

  private Guards decimalGuards(Types.DecimalType decimal) {
    int scale = decimal.scale();
    if (declared) {
      String fraction = scale > 0 ? "[0-9]{0," + scale + "}0*" : "0*";
      return new Guards(
          roundTrip(),
          Optional.of(
              matches("\\s*[+-]?([0-9]+(\\.%s)?|\\.%s)\\s*".formatted(fraction, fraction))));
    }
    int whole = decimal.precision() - scale;
    String integer = whole == 0 ? "0?" : "(0|[1-9][0-9]{0," + (whole - 1) + "})?";
    String fraction = scale == 0 ? "" : "(\\.[0-9]{1," + scale + "})?";
    return new Guards(roundTrip(), Optional.of(matches("-?" + integer + fraction)));
  }

  private Guards declaredDoubleGuards() {
    return new Guards(
        "isfinite(%s) AND NOT contains(%s, '_')".formatted(value, text),
        Optional.of(matches("(?i)\\s*[+-]?(nan|inf|infinity)\\s*")));
  }

  /** The first guard proves that the text is a plain number of few digits, all of them written. */
  private Guards inferredDoubleGuards() {
    String plain =
        "TRY_CAST(%s AS DECIMAL(%d,%d))"
            .formatted(
                value, NumberShape.DOUBLE_DIGITS, Math.min(scale, NumberShape.DOUBLE_DIGITS));
    String exponent = "([eE][+-]?0*(1?[0-9]{1,2}|2[0-4][0-9]))?";
    String digits =
        "length(ltrim(replace(regexp_replace(%s, '[eE].*|-', ''), '.', ''), '0'))".formatted(text);
    return new Guards(
        "CAST(" + plain + " AS VARCHAR) = " + text,
        Optional.of(
            "%s AND (strlen(%s) <= %d OR (strlen(%s) <= %d AND %s <= %d))"
                .formatted(
                    matches("-?(0|[1-9][0-9]*)?(\\.[0-9]+)?" + exponent),
                    text,
                    NumberShape.DOUBLE_DIGITS,
                    text,
                    NumberShape.MAX_DOUBLE_LENGTH,
                    digits,
                    NumberShape.DOUBLE_DIGITS)));
  }

  private String dateValue() {
    if (format.isPresent()) {
      String parsed = "try_strptime(%s, %s)".formatted(trimmed(), literal(format.get()));
      return "CASE WHEN %s = date_trunc('day', %s) THEN CAST(%s AS DATE) END"
          .formatted(parsed, parsed, parsed);
    }
    return layout.filter(known -> known != DateLayout.ISO).isPresent()
        ? "CAST(try_strptime(%s, %s) AS DATE)".formatted(text, literal(layout.get().format()))
        : tryCast(text);
  }

  private Guards dateGuards() {
    if (format.isPresent()) {
      return formatGuards();
    }
    if (layout.filter(known -> known != DateLayout.ISO).isPresent()) {
      return new Guards(
          matches(layout.get().pattern()) + " AND " + text + " NOT LIKE '%0000%'",
          Optional.empty());
    }
    String general = matches("\\s*" + DATE + "\\s*") + " AND " + text + " NOT LIKE '%0000-%'";
    return new Guards(
        "strlen(" + text + ") = 10 AND " + roundTrip(),
        declared ? Optional.of(general) : Optional.empty());
  }

  private String timestampValue() {
    if (format.isPresent()) {
      String parsed = "try_strptime(%s, %s)".formatted(trimmed(), literal(format.get()));
      return isZoned(type) && !hasZone(format.get()) ? "timezone('UTC', " + parsed + ")" : parsed;
    }
    return declared ? "coalesce(" + tryCast(text) + ", " + tryCast(trimmed()) + ")" : tryCast(text);
  }

  private Guards timestampGuards() {
    if (format.isPresent()) {
      return formatGuards();
    }
    String zeros = declared ? "0*" : "";
    String time = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6}" + zeros + ")?)?";
    String pattern = DATE + "[T ]" + time + (isZoned(type) ? ZONE : "");
    if (declared) {
      pattern = "\\s*" + (isZoned(type) ? pattern : DATE + "([T ]" + time + ")?") + "\\s*";
    }
    String general = matches(pattern) + " AND " + text + " NOT LIKE '%0000-%'";
    return isZoned(type)
        ? new Guards(general, Optional.empty())
        : new Guards("strlen(" + text + ") = 19 AND " + roundTrip(), Optional.of(general));
  }

  /** DuckDB's strptime takes 'infinity' and 'epoch' for 1900-01-01 in any layout. */
  private Guards formatGuards() {
    return new Guards(
        "%s AND regexp_matches(%s, '[0-9]')".formatted(isValue(), text), Optional.empty());
  }

  private String roundTrip() {
    return "CAST(" + value + " AS VARCHAR) = " + text;
  }

  private String isValue() {
    return value + " IS NOT NULL";
  }

  private String matches(String pattern) {
    return isValue() + " AND regexp_full_match(" + text + ", " + literal(pattern) + ")";
  }

  private String tryCast(String what) {
    return "TRY_CAST(" + what + " AS " + typeName(type) + ")";
  }

  private String trimmed() {
    return "trim(" + text + ", E' \\t\\r\\n\\f\\v')";
  }

  /**
   * Conditions of which one has to hold.
   *
   * @param first the one that nearly always does
   * @param second the one that costs more
   */
  private record Guards(String first, Optional<String> second) {
    String either() {
      return second
          .map(guard -> "((%s) OR (%s))".formatted(first, guard))
          .orElse("(" + first + ")");
    }
  }
}
