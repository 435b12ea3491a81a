package dev.lakehouse.differential;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * When two values of Trino's protocol are the same.
 *
 * <p>Floating-point numbers may differ by a relative 1e-12 (double) or 1e-6 (real), because sums
 * are added in any order; the sign of zero, NaN and the infinities must agree. Everything else must
 * be equal.
 */
final class Values {
  private static final double DOUBLE_TOLERANCE = 1e-12;
  private static final double REAL_TOLERANCE = 1e-6;

  /** An order in which rows that are the same, within the tolerance, come out alike. */
  static final Comparator<List<Object>> ROW_ORDER = Comparator.comparing(row -> rough(row));

  private Values() {}

  static boolean sameRow(List<Outcome.ResultColumn> columns, List<Object> a, List<Object> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      boolean real = i < columns.size() && columns.get(i).type().contains("real");
      if (!same(a.get(i), b.get(i), real ? REAL_TOLERANCE : DOUBLE_TOLERANCE)) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(Object a, Object b, double tolerance) {
    return switch (a) {
      case null -> b == null;
      case Number x when b instanceof Number y -> sameNumber(x, y, tolerance);
      case List<?> x when b instanceof List<?> y -> {
        boolean equal = x.size() == y.size();
        for (int i = 0; equal && i < x.size(); i++) {
          equal = same(x.get(i), y.get(i), tolerance);
        }
        yield equal;
      }
      case Map<?, ?> x when b instanceof Map<?, ?> y -> {
        Map<String, Object> other = byText(y);
        yield x.size() == other.size()
            && byText(x).entrySet().stream()
                .allMatch(entry ->
                    other.containsKey(entry.getKey())
                        && same(entry.getValue(), other.get(entry.getKey()), tolerance));
      }
      default -> Objects.equals(a, b);
    };
  }

  private static Map<String, Object> byText(Map<?, ?> map) {
    Map<String, Object> texts = new HashMap<>();
    map.forEach((key, value) -> texts.put(String.valueOf(key), value));
    return texts;
  }

  private static boolean sameNumber(Number a, Number b, double tolerance) {
    if (isInteger(a) && isInteger(b)) {
      return a.longValue() == b.longValue();
    }
    double x = written(a);
    double y = written(b);
    if (x == 0 && y == 0) {
      return Double.compare(x, y) == 0;
    }
    return Double.compare(x, y) == 0
        || Math.abs(x - y) <= tolerance * Math.max(Math.abs(x), Math.abs(y));
  }

  /** A number as its digits say it: those of a real are fewer than its value as a double has. */
  private static double written(Number number) {
    return number instanceof Float ? Double.parseDouble(number.toString()) : number.doubleValue();
  }

  private static boolean isInteger(Number number) {
    return number instanceof Integer || number instanceof Long || number instanceof Short;
  }

  private static String rough(Object value) {
    return switch (value) {
      case null -> "~";
      case Double number -> String.format(Locale.ROOT, "%.4e", number);
      case Float number -> String.format(Locale.ROOT, "%.4e", written(number));
      case List<?> list -> {
        StringBuilder text = new StringBuilder("[");
        list.forEach(element -> text.append(rough(element)).append(','));
        yield text.append(']').toString();
      }
      case Map<?, ?> map -> {
        StringBuilder text = new StringBuilder("{");
        byText(map).entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .forEach(
                entry -> text.append(entry.getKey()).append('=').append(rough(entry.getValue())));
        yield text.append('}').toString();
      }
      default -> value.toString();
    };
  }
}
