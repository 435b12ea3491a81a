package dev.lakehouse.ingest.csv;

import java.time.Year;
import java.time.YearMonth;

/**
 * The ways in which a date is written that inference knows, all with a year of four digits. Besides
 * ISO 8601 a layout is one of order and separator; day and month may have one digit.
 */
enum DateLayout {
  ISO('-', 0, 1, 2, "%Y-%m-%d", "yyyy-mm-dd"),
  YMD_SLASH('/', 0, 1, 2, "%Y/%m/%d", "yyyy/mm/dd"),
  YMD_DOT('.', 0, 1, 2, "%Y.%m.%d", "yyyy.mm.dd"),
  DMY_SLASH('/', 2, 1, 0, "%d/%m/%Y", "dd/mm/yyyy"),
  DMY_DOT('.', 2, 1, 0, "%d.%m.%Y", "dd.mm.yyyy"),
  DMY_DASH('-', 2, 1, 0, "%d-%m-%Y", "dd-mm-yyyy"),
  MDY_SLASH('/', 2, 0, 1, "%m/%d/%Y", "mm/dd/yyyy"),
  MDY_DOT('.', 2, 0, 1, "%m.%d.%Y", "mm.dd.yyyy"),
  MDY_DASH('-', 2, 0, 1, "%m-%d-%Y", "mm-dd-yyyy");

  private final char separator;
  private final int yearPart;
  private final int monthPart;
  private final int dayPart;
  private final String format;
  private final String label;

  DateLayout(
      char separator, int yearPart, int monthPart, int dayPart, String format, String label) {
    this.separator = separator;
    this.yearPart = yearPart;
    this.monthPart = monthPart;
    this.dayPart = dayPart;
    this.format = format;
    this.label = label;
  }

  /** The layout in strptime's letters. */
  String format() {
    return format;
  }

  /** The layout as a person writes it. */
  String label() {
    return label;
  }

  /** A regular expression (RE2) that holds for every date of this layout. */
  String pattern() {
    String dayOrMonth = this == ISO ? "[0-9]{2}" : "[0-9]{1,2}";
    String escapedSeparator = separator == '.' ? "\\." : String.valueOf(separator);
    String year = "[0-9]{4}";
    return yearPart == 0
        ? year + escapedSeparator + dayOrMonth + escapedSeparator + dayOrMonth
        : dayOrMonth + escapedSeparator + dayOrMonth + escapedSeparator + year;
  }

  /** True if the bytes are a date that exists, from year 1 to 9999. */
  boolean matches(byte[] bytes, int from, int to) {
    if (to - from < 8 || to - from > 10) {
      return false;
    }
    int[] parts = new int[3];
    int part = 0;
    int digits = 0;
    for (int i = from; i <= to; i++) {
      if (i == to || bytes[i] == separator) {
        if (!isLengthOf(part, digits)) {
          return false;
        }
        part++;
        digits = 0;
        if (part == 3) {
          return i == to && exists(parts[yearPart], parts[monthPart], parts[dayPart]);
        }
      } else if (bytes[i] >= '0' && bytes[i] <= '9') {
        parts[part] = parts[part] * 10 + bytes[i] - '0';
        digits++;
      } else {
        return false;
      }
    }
    return false;
  }

  private boolean isLengthOf(int part, int digits) {
    if (part == yearPart) {
      return digits == 4;
    }
    return digits == 2 || (digits == 1 && this != ISO);
  }

  private static boolean exists(int year, int month, int day) {
    return year >= 1
        && year <= Year.MAX_VALUE
        && month >= 1
        && month <= 12
        && day >= 1
        && YearMonth.of(year, month).isValidDay(day);
  }
}
