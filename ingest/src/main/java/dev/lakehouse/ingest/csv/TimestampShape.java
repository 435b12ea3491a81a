package dev.lakehouse.ingest.csv;

/**
 * Timestamps as inference knows them: {@code yyyy-mm-dd[T ]hh:mm[:ss[.f]]} with one to six digits
 * of a second, and for a zoned one directly {@code Z}, {@code ±hh}, {@code ±hhmm} or {@code
 * ±hh:mm}, at most 14:59 from UTC.
 */
enum TimestampShape {
  NONE,
  LOCAL,
  ZONED;

  private static final int DATE_LENGTH = 10;
  private static final int MINUTES_LENGTH = 16;

  static TimestampShape of(byte[] bytes, int from, int to) {
    if (to - from < MINUTES_LENGTH
        || (bytes[from + 10] != 'T' && bytes[from + 10] != ' ')
        || bytes[from + 13] != ':'
        || !isTwoDigits(bytes, from + 11, 23)
        || !isTwoDigits(bytes, from + 14, 59)
        || !DateLayout.ISO.matches(bytes, from, from + DATE_LENGTH)) {
      return NONE;
    }
    int at = from + MINUTES_LENGTH;
    if (at < to && bytes[at] == ':') {
      if (to - at < 3 || !isTwoDigits(bytes, at + 1, 59)) {
        return NONE;
      }
      at += 3;
      if (at < to && bytes[at] == '.') {
        int start = ++at;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
          at++;
        }
        if (at == start || at - start > 6) {
          return NONE;
        }
      }
    }
    if (at == to) {
      return LOCAL;
    }
    return isZone(bytes, at, to) ? ZONED : NONE;
  }

  private static boolean isZone(byte[] bytes, int from, int to) {
    if (bytes[from] == 'Z') {
      return to - from == 1;
    }
    if ((bytes[from] != '+' && bytes[from] != '-')
        || to - from < 3
        || !isTwoDigits(bytes, from + 1, 14)) {
      return false;
    }
    return switch (to - from) {
      case 3 -> true;
      case 5 -> isTwoDigits(bytes, from + 3, 59);
      case 6 -> bytes[from + 3] == ':' && isTwoDigits(bytes, from + 4, 59);
      default -> false;
    };
  }

  private static boolean isTwoDigits(byte[] bytes, int at, int max) {
    int tens = bytes[at] - '0';
    int ones = bytes[at + 1] - '0';
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 && tens * 10 + ones <= max;
  }
}
