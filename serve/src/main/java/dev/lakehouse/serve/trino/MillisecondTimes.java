package dev.lakehouse.serve.trino;

import io.trino.client.ClientTypeSignature;
import io.trino.client.ClientTypeSignatureParameter;
import io.trino.client.ClientTypeSignatureParameter.ParameterKind;
import io.trino.client.Column;
import io.trino.client.NamedClientTypeSignature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times and timestamps for clients that know them with three digits only, those without the
 * capability PARAMETRIC_DATETIME. Thread-safe.
 *
 * <p>Trino rounds half up there; we cut off, because to round "23:59:59.9996" is to change its day.
 */
final class MillisecondTimes {
  private static final Set<String> TIMES =
      Set.of("time", "time with time zone", "timestamp", "timestamp with time zone");

  private static final Pattern PRECISION = Pattern.compile("\\b(time|timestamp)\\(\\d+\\)");
  private static final Pattern FURTHER_DIGITS = Pattern.compile("(:\\d\\d\\.\\d{3})\\d+");

  private final List<Column> columns;
  private final List<UnaryOperator<Object>> converters;

  private MillisecondTimes(List<Column> columns, List<UnaryOperator<Object>> converters) {
    this.columns = columns;
    this.converters = converters;
  }

  /** What makes rows of these columns simple; empty if there is no time in them. */
  static Optional<MillisecondTimes> of(List<Column> columns) {
    if (columns.stream().noneMatch(column -> hasTime(column.getTypeSignature()))) {
      return Optional.empty();
    }
    List<Column> simple = new ArrayList<>();
    List<UnaryOperator<Object>> converters = new ArrayList<>();
    for (Column column : columns) {
      ClientTypeSignature type = column.getTypeSignature();
      if (hasTime(type)) {
        simple.add(
            new Column(
                column.getName(),
                PRECISION.matcher(column.getType()).replaceAll("$1"),
                simplified(type)));
      } else {
        simple.add(column);
      }
      converters.add(converter(type));
    }
    return Optional.of(new MillisecondTimes(List.copyOf(simple), List.copyOf(converters)));
  }

  /** The columns with the types that such a client knows. */
  List<Column> columns() {
    return columns;
  }

  /** The rows with the values that such a client knows. */
  List<List<Object>> rows(List<List<Object>> rows) {
    List<List<Object>> simple = new ArrayList<>(rows.size());
    for (List<Object> row : rows) {
      List<Object> values = new ArrayList<>(row.size());
      for (int i = 0; i < row.size(); i++) {
        values.add(converters.get(i).apply(row.get(i)));
      }
      simple.add(values);
    }
    return simple;
  }

  private static boolean hasTime(ClientTypeSignature type) {
    return TIMES.contains(type.getRawType())
        || type.getArguments().stream()
            .flatMap(argument -> nested(argument).stream())
            .anyMatch(MillisecondTimes::hasTime);
  }

  private static Optional<ClientTypeSignature> nested(ClientTypeSignatureParameter argument) {
    return switch (argument.getKind()) {
      case TYPE -> Optional.of(argument.getTypeSignature());
      case NAMED_TYPE -> Optional.of(argument.getNamedTypeSignature().getTypeSignature());
      default -> Optional.empty();
    };
  }

  private static ClientTypeSignature simplified(ClientTypeSignature type) {
    if (TIMES.contains(type.getRawType())) {
      return new ClientTypeSignature(type.getRawType());
    }
    return new ClientTypeSignature(
        type.getRawType(), type.getArguments().stream().map(MillisecondTimes::simplified).toList());
  }

  private static ClientTypeSignatureParameter simplified(ClientTypeSignatureParameter argument) {
    if (argument.getKind() == ParameterKind.TYPE) {
      return ClientTypeSignatureParameter.ofType(simplified(argument.getTypeSignature()));
    }
    if (argument.getKind() == ParameterKind.NAMED_TYPE) {
      NamedClientTypeSignature named = argument.getNamedTypeSignature();
      return ClientTypeSignatureParameter.ofNamedType(
          new NamedClientTypeSignature(named.getFieldName(), simplified(named.getTypeSignature())));
    }
    return argument;
  }

  private static UnaryOperator<Object> converter(ClientTypeSignature type) {
    if (!hasTime(type)) {
      return UnaryOperator.identity();
    }
    if (TIMES.contains(type.getRawType())) {
      return MillisecondTimes::cut;
    }
    List<UnaryOperator<Object>> parts =
        type.getArguments().stream()
            .flatMap(argument -> nested(argument).stream())
            .map(MillisecondTimes::converter)
            .toList();
    return switch (type.getRawType()) {
      case "array" -> value -> each(value, i -> parts.getFirst());
      case "row" -> value -> each(value, parts::get);
      case "map" -> value -> entries(value, parts.getFirst(), parts.getLast());
      default -> UnaryOperator.identity();
    };
  }

  private static Object cut(Object value) {
    if (!(value instanceof String text)) {
      return value;
    }
    Matcher digits = FURTHER_DIGITS.matcher(text);
    return digits.find() ? digits.replaceFirst("$1") : text;
  }

  private static Object each(Object value, IntFunction<UnaryOperator<Object>> converter) {
    if (!(value instanceof List<?> list)) {
      return value;
    }
    List<Object> converted = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      converted.add(converter.apply(i).apply(list.get(i)));
    }
    return converted;
  }

  private static Object entries(
      Object value, UnaryOperator<Object> keys, UnaryOperator<Object> values) {
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    Map<Object, Object> converted = new LinkedHashMap<>();
    map.forEach((key, item) -> converted.put(keys.apply(key), values.apply(item)));
    return converted;
  }
}
