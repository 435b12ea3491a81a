package dev.lakehouse.sql.delegate;

import io.trino.spi.type.SqlTimestamp;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/** Timestamps as text, as {@link SqlTimestamp} writes them, and several times as fast. */
final class TimestampText {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;
  private static final int WITHOUT_FRACTION = "0000-00-00 00:00:00".length();
  private static final int MOST_DIGITS = 6;

  private TimestampText() {}

  /**
   * The text of a timestamp.
   *
   * @param micros since 1970-01-01 00:00:00
   * @param precision how many digits the seconds have after the point, 0 to 6
   */
  static String of(long micros, int precision) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(micros, MICROS_PER_DAY));
    if (date.getYear() < 1 || date.getYear() > 9999) {
      return SqlTimestamp.newInstance(precision, micros, 0).toString();
    }
    long ofDay = Math.floorMod(micros, MICROS_PER_DAY);
    int seconds = (int) (ofDay / MICROS_PER_SECOND);
    byte[] text = new byte[precision == 0 ? WITHOUT_FRACTION : WITHOUT_FRACTION + 1 + precision];
    digits(text, 0, 4, date.getYear());
    text[4] = '-';
    digits(text, 5, 2, date.getMonthValue());
    text[7] = '-';
    digits(text, 8, 2, date.getDayOfMonth());
    text[10] = ' ';
    digits(text, 11, 2, seconds / 3600);
    text[13] = ':';
    digits(text, 14, 2, seconds / 60 % 60);
    text[16] = ':';
    digits(text, 17, 2, seconds % 60);
    if (precision > 0) {
      text[WITHOUT_FRACTION] = '.';
      int fraction = (int) (ofDay % MICROS_PER_SECOND);
      for (int i = precision; i < MOST_DIGITS; i++) {
        fraction /= 10;
      }
      digits(text, WITHOUT_FRACTION + 1, precision, fraction);
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void digits(byte[] text, int from, int count, int value) {
    int rest = value;
    for (int i = from + count - 1; i >= from; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
