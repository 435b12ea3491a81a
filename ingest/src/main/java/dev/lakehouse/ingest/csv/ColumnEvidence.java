package dev.lakehouse.ingest.csv;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the values of one column were like, value by value: enough to name the narrowest type that
 * holds every one of them exactly. Not safe for use by several threads.
 */
final class ColumnEvidence {
  /** What a value can be; a column is of a kind if all its values are. */
  enum Kind {
    BOOLEAN,
    NUMBER,
    DATE,
    TIMESTAMP,
    ZONED,
    TEXT
  }

  private static final int EXAMPLE_LENGTH = 40;

  private final NumberShape number = new NumberShape();
  private final Map<Kind, String> examples = new EnumMap<>(Kind.class);
  private final Set<DateLayout> layouts = EnumSet.allOf(DateLayout.class);
  private Kind last = Kind.TEXT;

  private long nulls;
  private long empties;
  private long values;
  private long integers;
  private long bigints;
  private long exponents;
  private long beyondDouble;
  private int integerDigits;
  private int scale;

  void addNull() {
    nulls++;
  }

  /** An empty string: text if the column is, NULL in any other column; it decides nothing. */
  void addEmpty() {
    empties++;
  }

  void add(byte[] bytes, int from, int to, long line) {
    values++;
    Kind kind = kindOf(bytes, from, to);
    last = kind;
    if (kind == Kind.NUMBER) {
      addNumber(to - from);
    } else if (kind == Kind.DATE) {
      layouts.removeIf(layout -> !layout.matches(bytes, from, to));
    }
    if (!examples.containsKey(kind)) {
      int length = Math.min(to - from, EXAMPLE_LENGTH);
      String value = new String(bytes, from, length, StandardCharsets.UTF_8);
      examples.put(kind, "'" + value + "' in line " + line);
    }
  }

  /** The kind of the value added last. */
  Kind lastKind() {
    return last;
  }

  /** True if some value was absent. */
  boolean hasNulls() {
    return nulls > 0;
  }

  boolean hasEmpties() {
    return empties > 0;
  }

  /** The kinds that were met. */
  Set<Kind> kinds() {
    return Collections.unmodifiableSet(examples.keySet());
  }

  /** The first value of a kind with its line, as "'abc' in line 17". */
  Optional<String> example(Kind kind) {
    return Optional.ofNullable(examples.get(kind));
  }

  /** The layouts in which every date so far is one. */
  Set<DateLayout> layouts() {
    return Collections.unmodifiableSet(layouts);
  }

  boolean allIntegers() {
    return integers == values;
  }

  boolean allBigints() {
    return bigints == values;
  }

  boolean hasExponents() {
    return exponents > 0;
  }

  /** True if some number has more digits than a double gives back. */
  boolean isBeyondDouble() {
    return beyondDouble > 0;
  }

  /** The most digits before the point of any number. */
  int integerDigits() {
    return integerDigits;
  }

  /** The most digits after the point of any number. */
  int scale() {
    return scale;
  }

  private Kind kindOf(byte[] bytes, int from, int to) {
    byte first = bytes[from];
    boolean digit = first >= '0' && first <= '9';
    if (digit || first == '-' || first == '.') {
      if (number.read(bytes, from, to)) {
        return Kind.NUMBER;
      }
      return digit ? temporalKind(bytes, from, to) : Kind.TEXT;
    }
    return isBoolean(bytes, from, to) ? Kind.BOOLEAN : Kind.TEXT;
  }

  private static Kind temporalKind(byte[] bytes, int from, int to) {
    if (to - from <= 10) {
      for (DateLayout layout : DateLayout.values()) {
        if (layout.matches(bytes, from, to)) {
          return Kind.DATE;
        }
      }
      return Kind.TEXT;
    }
    return switch (TimestampShape.of(bytes, from, to)) {
      case LOCAL -> Kind.TIMESTAMP;
      case ZONED -> Kind.ZONED;
      case NONE -> Kind.TEXT;
    };
  }

  private void addNumber(int length) {
    if (number.isInteger()) {
      integers++;
    }
    if (number.isBigint()) {
      bigints++;
    }
    if (number.hasExponent()) {
      exponents++;
    }
    if (!number.isDouble(length)) {
      beyondDouble++;
    }
    integerDigits = Math.max(integerDigits, number.integerDigits());
    scale = Math.max(scale, number.scale());
  }

  private static boolean isBoolean(byte[] bytes, int from, int to) {
    return equalsIgnoringCase(bytes, from, to, "true")
        || equalsIgnoringCase(bytes, from, to, "false");
  }

  private static boolean equalsIgnoringCase(byte[] bytes, int from, int to, String lower) {
    if (to - from != lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      if ((bytes[from + i] | 0x20) != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
