package dev.lakehouse.ingest.csv;

import static dev.lakehouse.base.error.ErrorCode.INVALID_ARGUMENT;
import static dev.lakehouse.ingest.csv.SqlText.literal;

import dev.lakehouse.base.error.LakehouseException;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The DuckDB SQL that turns the text of one column into a type, exactly or not at all.
 *
 * <p>DuckDB's own casts are too kind for that: '1.5' becomes the BIGINT 2, '1_000' 1000, '0x1F' 31,
 * '2024-01-15 10:00' a DATE, seven digits of a second lose one. So every cast stands behind a
 * guard. The guards in front are round trips (the value as text is the text again), which cost
 * about as much as the cast; regular expressions, which cost more, come after them.
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
  private final ConversionTarget target;
  private final Optional<String> format;

  /**
   * @param text the SQL of the column's text
   * @param options for the declared layouts of dates and timestamps
   * @throws LakehouseException INVALID_ARGUMENT if a CSV column cannot be of this type
   */
  ConversionSql(String text, String name, ConversionTarget target, CsvOptions options) {
    this.text = text;
    this.target = target;
    this.format =
        !target.declared()
            ? Optional.empty()
            : switch (target.type().typeId()) {
              case DATE -> options.dateFormat();
              case TIMESTAMP -> options.timestampFormat();
              default -> Optional.empty();
            };
    if (!isSupported(target.type())) {
      throw LakehouseException.of(
          INVALID_ARGUMENT,
          "column " + name + ": a CSV file cannot hold the type " + target.type());
    }
    if (format.isPresent()
        && typeName(target.type()).equals("TIMESTAMP")
        && hasZone(format.get())) {
      throw LakehouseException.of(
          INVALID_ARGUMENT,
          "column " + name + ": the timestamp format has a zone, but the column is a TIMESTAMP",
          "Declare the column as TIMESTAMP WITH TIME ZONE.");
    }
  }

  /** The value; a text that does not fit raises an error with {@link #MISFIT}. */
  String valueOrError() {
    if (isText()) {
      return text;
    }
    return "coalesce(%s, CASE WHEN %s IS NULL OR %s = '' THEN NULL ELSE CAST(error(%s) AS %s) END)"
        .formatted(value(), text, text, literal(MISFIT), typeName(target.type()));
  }

  /** The value; NULL for a text that does not fit. */
  String valueOrNull() {
    return isText() ? text : value();
  }

  /** True for a text that does not fit; empty if every text does. */
  Optional<String> misfit() {
    if (isText()) {
      return Optional.empty();
    }
    return Optional.of("(%s <> '' AND (%s) IS NULL)".formatted(text, value()));
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
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? "TIMESTAMP WITH TIME ZONE"
              : "TIMESTAMP";
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield "DECIMAL(" + decimal.precision() + "," + decimal.scale() + ")";
      }
      default -> type.toString();
    };
  }

  private static boolean isSupported(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DATE, STRING, TIMESTAMP, DECIMAL -> true;
      default -> false;
    };
  }

  private static boolean hasZone(String format) {
    return format.contains("%z") || format.contains("%Z");
  }

  private boolean isText() {
    return target.type().typeId() == Type.TypeID.STRING;
  }

  private String value() {
    return switch (target.type().typeId()) {
      case BOOLEAN -> booleanValue();
      case INTEGER, LONG -> integerValue();
      case DECIMAL -> decimalValue((Types.DecimalType) target.type());
      case FLOAT, DOUBLE -> target.declared() ? declaredDouble() : inferredDouble();
      case DATE -> dateValue();
      case TIMESTAMP -> timestampValue();
      default -> throw new IllegalStateException("no conversion to " + target.type());
    };
  }

  private String booleanValue() {
    if (!target.declared()) {
      return "CASE lower(%s) WHEN 'true' THEN true WHEN 'false' THEN false END".formatted(text);
    }
    String word = "lower(" + trimmed() + ")";
    return ("CASE WHEN %s IN ('true', 't', 'yes', 'y', '1') THEN true"
            + " WHEN %s IN ('false', 'f', 'no', 'n', '0') THEN false END")
        .formatted(word, word);
  }

  private String integerValue() {
    String roundTrip = "CAST(%s AS VARCHAR) = %s".formatted(cast(text), text);
    String otherwise =
        target.declared() ? " WHEN " + matches("\\s*[+-]?[0-9]+\\s*") + " THEN " + cast(text) : "";
    return "CASE WHEN %s THEN %s%s END".formatted(roundTrip, cast(text), otherwise);
  }

  private String decimalValue(Types.DecimalType type) {
    int whole = type.precision() - type.scale();
    if (target.declared()) {
      String fraction = type.scale() > 0 ? "[0-9]{0," + type.scale() + "}0*" : "0*";
      String pattern = "\\s*[+-]?([0-9]+(\\.%s)?|\\.%s)\\s*".formatted(fraction, fraction);
      return "CASE WHEN %s THEN %s END".formatted(matches(pattern), cast(text));
    }
    String integer = whole == 0 ? "0?" : "(0|[1-9][0-9]{0," + (whole - 1) + "})?";
    String fraction = type.scale() == 0 ? "" : "(\\.[0-9]{1," + type.scale() + "})?";
    return "CASE WHEN %s THEN %s END".formatted(matches("-?" + integer + fraction), cast(text));
  }

  private String declaredDouble() {
    return ("CASE WHEN isfinite(%s) AND NOT contains(%s, '_') THEN %s"
            + " WHEN lower(%s) IN ('nan', 'inf', 'infinity', '+inf', '+infinity', '-inf',"
            + " '-infinity') THEN %s END")
        .formatted(cast(text), text, cast(text), trimmed(), cast(trimmed()));
  }

  private String inferredDouble() {
    String exponent = "([eE][+-]?0*(1?[0-9]{1,2}|2[0-4][0-9]))?";
    String number = matches("-?(0|[1-9][0-9]*)?(\\.[0-9]+)?" + exponent);
    String digits =
        "length(ltrim(replace(regexp_replace(%s, '[eE].*|-', ''), '.', ''), '0'))".formatted(text);
    return "CASE WHEN %s AND (length(%s) <= %d OR (length(%s) <= %d AND %s <= %d)) THEN %s END"
        .formatted(
            number,
            text,
            NumberShape.DOUBLE_DIGITS,
            text,
            NumberShape.MAX_DOUBLE_LENGTH,
            digits,
            NumberShape.DOUBLE_DIGITS,
            cast(text));
  }

  private String dateValue() {
    if (format.isPresent()) {
      String parsed = "try_strptime(%s, %s)".formatted(trimmed(), literal(format.get()));
      return "CASE WHEN %s = date_trunc('day', %s) THEN CAST(%s AS DATE) END"
          .formatted(parsed, parsed, parsed);
    }
    if (target.layout().filter(layout -> layout != DateLayout.ISO).isPresent()) {
      DateLayout layout = target.layout().get();
      return "CASE WHEN %s AND %s NOT LIKE '%%0000%%' THEN CAST(try_strptime(%s, %s) AS DATE) END"
          .formatted(matches(layout.pattern()), text, text, literal(layout.format()));
    }
    String roundTrip =
        "%s LIKE '____-__-__' AND CAST(%s AS VARCHAR) = %s".formatted(text, cast(text), text);
    String otherwise =
        target.declared()
            ? " WHEN %s AND %s NOT LIKE '0000%%' THEN %s"
                .formatted(matches("\\s*" + DATE + "\\s*"), trimmed(), cast(trimmed()))
            : "";
    return "CASE WHEN %s THEN %s%s END".formatted(roundTrip, cast(text), otherwise);
  }

  private String timestampValue() {
    boolean zoned = ((Types.TimestampType) target.type()).shouldAdjustToUTC();
    if (format.isPresent()) {
      String parsed = "try_strptime(%s, %s)".formatted(trimmed(), literal(format.get()));
      return zoned && !hasZone(format.get()) ? "timezone('UTC', " + parsed + ")" : parsed;
    }
    String zeros = target.declared() ? "0*" : "";
    String time = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6}" + zeros + ")?)?";
    String pattern = DATE + "[T ]" + time + (zoned ? ZONE : "");
    if (target.declared()) {
      pattern = "\\s*" + (zoned ? pattern : DATE + "([T ]" + time + ")?") + "\\s*";
    }
    String stamp = target.declared() ? trimmed() : text;
    String general =
        "WHEN %s AND %s NOT LIKE '0000%%' THEN %s".formatted(matches(pattern), stamp, cast(stamp));
    if (zoned) {
      return "CASE " + general + " END";
    }
    return "CASE WHEN %s LIKE '____-__-__ __:__:__' AND CAST(%s AS VARCHAR) = %s THEN %s %s END"
        .formatted(text, cast(text), text, cast(text), general);
  }

  private String cast(String what) {
    return "TRY_CAST(" + what + " AS " + typeName(target.type()) + ")";
  }

  private String matches(String pattern) {
    return "regexp_full_match(" + text + ", " + literal(pattern) + ")";
  }

  private String trimmed() {
    return "trim(" + text + ", E' \\t\\r\\n\\f\\v')";
  }
}
