package dev.lakehouse.quality.run;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.schema.TypeNames;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Names and values as Trino's SQL has them. */
final class SqlLiterals {
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);
  private static final Pattern SMALL_INTEGER = Pattern.compile("-?\\d{1,18}");
  private static final int MOST_DIGITS = 38;

  private SqlLiterals() {}

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String text(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }

  /** A time of a column without or with a zone, in UTC. */
  static String timestamp(Instant time, boolean withZone) {
    return "TIMESTAMP '%s%s'"
        .formatted(MICROSECONDS.format(time.atOffset(ZoneOffset.UTC)), withZone ? " UTC" : "");
  }

  static String date(LocalDate date) {
    return "DATE '%s'".formatted(date);
  }

  /**
   * A value that is written in a file, as a column's type has it.
   *
   * @throws LakehouseException INVALID_ARGUMENT if it is none of that type
   */
  static String of(String value, Type type) {
    return parsed(value.strip(), type)
        .orElseThrow(() ->
            LakehouseException.of(
                ErrorCode.INVALID_ARGUMENT,
                "'%s' is no value of the type %s".formatted(value, TypeNames.of(type))));
  }

  private static Optional<String> parsed(String value, Type type) {
    return switch (type.typeId()) {
      case BOOLEAN ->
          Optional.of(value.toLowerCase(Locale.ROOT))
              .filter(truth -> truth.equals("true") || truth.equals("false"));
      case INTEGER, LONG, DECIMAL -> number(value).flatMap(SqlLiterals::exact);
      case FLOAT -> number(value).map("REAL '%s'"::formatted);
      case DOUBLE -> number(value).map("DOUBLE '%s'"::formatted);
      case DATE -> parsed(value, LocalDate::parse).map(SqlLiterals::date);
      case TIMESTAMP -> {
        boolean zoned = ((Types.TimestampType) type).shouldAdjustToUTC();
        yield time(value).map(time -> timestamp(time, zoned));
      }
      case STRING -> Optional.of(text(value));
      case UUID -> parsed(value, UUID::fromString).map("UUID '%s'"::formatted);
      default -> Optional.empty();
    };
  }

  private static Optional<BigDecimal> number(String value) {
    try {
      return Optional.of(new BigDecimal(value));
    } catch (NumberFormatException notOne) {
      return Optional.empty();
    }
  }

  private static Optional<String> exact(BigDecimal number) {
    if (number.precision() > MOST_DIGITS || Math.abs(number.scale()) > MOST_DIGITS) {
      return Optional.empty();
    }
    String digits = number.toPlainString();
    return Optional.of(
        SMALL_INTEGER.matcher(digits).matches() ? digits : "DECIMAL '%s'".formatted(digits));
  }

  /** A date, which begins at midnight, or a time, both in UTC. */
  private static Optional<Instant> time(String value) {
    String text = value.replace(' ', 'T').replaceFirst("T?Z$", "");
    return parsed(text, LocalDateTime::parse)
        .or(() -> parsed(text, LocalDate::parse).map(LocalDate::atStartOfDay))
        .map(time -> time.toInstant(ZoneOffset.UTC));
  }

  private static <T> Optional<T> parsed(String value, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(value));
    } catch (DateTimeParseException | IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }
}
