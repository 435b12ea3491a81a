package dev.lakehouse.ingest.csv;

/**
 * How a number is written: what decides which type holds it exactly.
 *
 * <p>A number is {@code -?(0|[1-9][0-9]*)?(\.[0-9]+)?([eE][+-]?[0-9]+)?} with at least one digit
 * before the exponent. Leading zeros, a plus, separators of thousands, hex, nan and inf are not
 * numbers here: what has them is a code, or cannot be told from one. Used again for every value;
 * not safe for use by several threads.
 */
final class NumberShape {
  /** Any decimal number of so many digits comes back from a double as it was (IEEE 754). */
  static final int DOUBLE_DIGITS = 15;

  /** With these two limits a number of 15 digits is neither infinite nor subnormal as a double. */
  static final int MAX_DOUBLE_LENGTH = 55;

  static final int MAX_EXPONENT = 249;

  private static final byte[] MAX_INTEGER = ascii("2147483647");
  private static final byte[] MIN_INTEGER = ascii("2147483648");
  private static final byte[] MAX_BIGINT = ascii("9223372036854775807");
  private static final byte[] MIN_BIGINT = ascii("9223372036854775808");

  private int integerDigits;
  private int scale;
  private int significantDigits;
  private boolean exponent;
  private boolean integer32;
  private boolean integer64;

  /** True if the bytes are a number; then the other methods tell about it. */
  boolean read(byte[] bytes, int from, int to) {
    boolean negative = from < to && bytes[from] == '-';
    int at = negative ? from + 1 : from;
    int integerStart = at;
    while (at < to && isDigit(bytes[at])) {
      at++;
    }
    int integerLength = at - integerStart;
    boolean leadingZero = integerLength > 0 && bytes[integerStart] == '0';
    if (leadingZero && integerLength > 1) {
      return false;
    }
    int significant = leadingZero ? 0 : integerLength;
    scale = 0;
    if (at < to && bytes[at] == '.') {
      at++;
      int fractionStart = at;
      while (at < to && isDigit(bytes[at])) {
        if (significant > 0 || bytes[at] != '0') {
          significant++;
        }
        at++;
      }
      scale = at - fractionStart;
      if (scale == 0) {
        return false;
      }
    }
    if (integerLength + scale == 0) {
      return false;
    }
    exponent = false;
    if (at < to && (bytes[at] == 'e' || bytes[at] == 'E')) {
      exponent = true;
      at = readExponent(bytes, at + 1, to);
    }
    if (at != to || (exponent && to - from > MAX_DOUBLE_LENGTH)) {
      return false;
    }
    integerDigits = leadingZero ? 0 : integerLength;
    significantDigits = significant;
    boolean whole = scale == 0 && !exponent && !(negative && leadingZero);
    integer32 = whole && isWithin(bytes, integerStart, to, negative ? MIN_INTEGER : MAX_INTEGER);
    integer64 = whole && isWithin(bytes, integerStart, to, negative ? MIN_BIGINT : MAX_BIGINT);
    return true;
  }

  /** Digits before the point, a lone zero not counted. */
  int integerDigits() {
    return integerDigits;
  }

  /** Digits after the point. */
  int scale() {
    return scale;
  }

  /** True if the number has an exponent. */
  boolean hasExponent() {
    return exponent;
  }

  /** True if a double gives every digit back. */
  boolean isDouble(int length) {
    return significantDigits <= DOUBLE_DIGITS && length <= MAX_DOUBLE_LENGTH;
  }

  /** True for an integer of 32 bits; a negative zero is none. */
  boolean isInteger() {
    return integer32;
  }

  /** True for an integer of 64 bits; a negative zero is none. */
  boolean isBigint() {
    return integer64;
  }

  /** The end of an exponent, or -1 if there is none or it is too large. */
  private static int readExponent(byte[] bytes, int from, int to) {
    int at = from;
    if (at < to && (bytes[at] == '+' || bytes[at] == '-')) {
      at++;
    }
    int start = at;
    int value = 0;
    while (at < to && isDigit(bytes[at])) {
      value = Math.min(1000, value * 10 + bytes[at] - '0');
      at++;
    }
    return at > start && value <= MAX_EXPONENT ? at : -1;
  }

  private static boolean isWithin(byte[] bytes, int from, int to, byte[] bound) {
    if (to - from != bound.length) {
      return to - from < bound.length;
    }
    for (int i = 0; i < bound.length; i++) {
      if (bytes[from + i] != bound[i]) {
        return bytes[from + i] < bound[i];
      }
    }
    return true;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static byte[] ascii(String digits) {
    return digits.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }
}
