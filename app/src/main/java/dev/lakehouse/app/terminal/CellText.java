package dev.lakehouse.app.terminal;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Values as text, in the notation of SQL literals where there is one. */
final class CellText {
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .toFormatter();

  private CellText() {}

  /** The text of a value that is not null. */
  static String of(Object value) {
    return switch (value) {
      case BigDecimal decimal -> decimal.toPlainString();
      case LocalDateTime timestamp -> TIMESTAMP.format(timestamp);
      case Instant instant -> TIMESTAMP.format(instant.atOffset(ZoneOffset.UTC)) + " UTC";
      case OffsetDateTime timestamp -> zoned(timestamp.toZonedDateTime());
      case ZonedDateTime timestamp -> zoned(timestamp);
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case List<?> list ->
          list.stream().map(CellText::ofNested).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> ofNested(entry.getKey()) + "=" + ofNested(entry.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      default -> value.toString();
    };
  }

  private static String ofNested(Object value) {
    return value == null ? "NULL" : of(value);
  }

  private static String zoned(ZonedDateTime timestamp) {
    String zone =
        timestamp.getOffset().equals(ZoneOffset.UTC) ? "UTC" : timestamp.getOffset().getId();
    return TIMESTAMP.format(timestamp) + " " + zone;
  }
}
