package dev.lakehouse.sql.translate;

import static java.util.stream.Collectors.joining;

import dev.lakehouse.sql.delegate.Value;
import dev.lakehouse.sql.type.Unsupported;
import io.trino.spi.function.BoundSignature;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimeWithTimeZoneType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Type;
import io.trino.sql.planner.OrderingScheme;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.FrameBoundType;
import io.trino.sql.planner.plan.WindowFrameType;
import io.trino.sql.planner.plan.WindowNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Window functions with their partitions, orders and frames. */
final class WindowPrinter {
  private static final Set<String> SAME =
      Set.of(
          "rank",
          "dense_rank",
          "row_number",
          "percent_rank",
          "cume_dist",
          "ntile",
          "lag",
          "lead",
          "first_value",
          "last_value",
          "nth_value");

  private static final int MICROS = 6;

  private final ExpressionPrinter expressions;
  private final ExpressionPrinter.Resolver resolver;
  private final Function<OrderingScheme, List<String>> orders;

  WindowPrinter(
      ExpressionPrinter expressions,
      ExpressionPrinter.Resolver resolver,
      Function<OrderingScheme, List<String>> orders) {
    this.expressions = expressions;
    this.resolver = resolver;
    this.orders = orders;
  }

  Value print(WindowNode node, WindowNode.Function function) {
    if (function.getOrderingScheme().isPresent()) {
      throw new Unsupported(
          "ORDER BY within the window function "
              + function.getResolvedFunction().name().getFunctionName());
    }
    String over = "(%s)".formatted(window(node, function.getFrame()));
    BoundSignature signature = function.getResolvedFunction().signature();
    Optional<WindowOffset> offset = WindowOffset.find(node, function);
    return form(signature)
        .filter(form ->
            !function.isDistinct()
                || signature.getArgumentTypes().stream().allMatch(DistinctKeys::isValue))
        .map(form -> print(form, function, offset, over))
        .orElseGet(() -> {
          if (function.isDistinct()) {
            throw new Unsupported("DISTINCT in the window function " + signature.getName());
          }
          return expressions.window(function, over, resolver);
        });
  }

  private static Optional<NativeAggregates.Form> form(BoundSignature signature) {
    String name = signature.getName().getFunctionName();
    if (!SAME.contains(name)) {
      return NativeAggregates.find(signature);
    }
    boolean counts =
        signature.getReturnType() instanceof BigintType && signature.getArgumentTypes().isEmpty();
    return Optional.of(
        NativeAggregates.Form.of(name).withResult(counts ? "CAST(%s AS BIGINT)" : "%s"));
  }

  private Value print(
      NativeAggregates.Form form,
      WindowNode.Function function,
      Optional<WindowOffset> offset,
      String over) {
    List<Definition> arguments =
        function.getArguments().stream()
            .map(argument -> expressions.define(argument, resolver))
            .toList();
    List<String> texts = new ArrayList<>(arguments.stream().map(Definition::sql).toList());
    offset.ifPresent(
        checked -> texts.set(checked.argument(), checked.print(expressions, resolver)));
    if (texts.isEmpty()) {
      if (form.functions().contains("count")) {
        texts.add("*");
      }
    } else {
      texts.set(0, form.argument().formatted(texts.getFirst()));
    }
    String call =
        "(%s%s%s) OVER %s"
            .formatted(
                function.isDistinct() ? "DISTINCT " : "",
                String.join(", ", texts),
                function.isIgnoreNulls() ? " IGNORE NULLS" : "",
                over);
    return new Value(
        form.write(duckFunction -> duckFunction + call),
        arguments.stream().flatMap(argument -> argument.zone().stream()).findFirst());
  }

  private String window(WindowNode node, WindowNode.Frame frame) {
    List<String> parts = new ArrayList<>();
    if (!node.getPartitionBy().isEmpty()) {
      parts.add(
          node.getPartitionBy().stream()
              .map(key -> DistinctKeys.of(key.type(), text(key)))
              .collect(joining(", ", "PARTITION BY ", "")));
    }
    boolean measured =
        frame.getType() == WindowFrameType.RANGE
            && (frame.getStartValue().isPresent() || frame.getEndValue().isPresent());
    if (measured && node.getOrderingScheme().filter(WindowPrinter::putsNanFirst).isPresent()) {
      throw new Unsupported("a RANGE frame over floating-point numbers with NULLS FIRST");
    }
    if (measured) {
      node.getOrderingScheme()
          .ifPresent(scheme -> scheme.orderBy().forEach(WindowPrinter::requireDistances));
    }
    node.getOrderingScheme()
        .map(orders)
        .filter(keys -> !keys.isEmpty())
        .ifPresent(keys -> parts.add("ORDER BY " + String.join(", ", keys)));
    if (!frame.equals(WindowNode.Frame.DEFAULT_FRAME)) {
      parts.add(
          "%s BETWEEN %s AND %s"
              .formatted(
                  frame.getType(),
                  bound(
                      frame,
                      frame.getStartType(),
                      frame.getStartValue(),
                      frame.getSortKeyCoercedForFrameStartComparison()),
                  bound(
                      frame,
                      frame.getEndType(),
                      frame.getEndValue(),
                      frame.getSortKeyCoercedForFrameEndComparison())));
    }
    return String.join(" ", parts);
  }

  /** Distances are intervals of DuckDB's, which have microseconds. */
  private static void requireDistances(Symbol key) {
    boolean finer =
        switch (key.type()) {
          case TimeType time -> time.getPrecision() > MICROS;
          case TimeWithTimeZoneType _ -> true;
          case TimestampType timestamp -> !timestamp.isShort();
          case TimestampWithTimeZoneType zoned -> zoned.getPrecision() > MICROS;
          default -> false;
        };
    if (finer) {
      throw new Unsupported("a RANGE frame over the type " + key.type().getDisplayName());
    }
  }

  private static boolean putsNanFirst(OrderingScheme scheme) {
    return scheme.orderBy().stream()
        .anyMatch(
            key -> NativeComparisons.isFloating(key.type()) && scheme.ordering(key).isNullsFirst());
  }

  private String text(Symbol symbol) {
    return resolver.resolve(symbol).sql();
  }

  private String bound(
      WindowNode.Frame frame,
      FrameBoundType type,
      Optional<Symbol> value,
      Optional<Symbol> sortKey) {
    return switch (type) {
      case UNBOUNDED_PRECEDING -> "UNBOUNDED PRECEDING";
      case UNBOUNDED_FOLLOWING -> "UNBOUNDED FOLLOWING";
      case CURRENT_ROW -> "CURRENT ROW";
      case PRECEDING -> offset(frame, value.orElseThrow(), sortKey, true) + " PRECEDING";
      case FOLLOWING -> offset(frame, value.orElseThrow(), sortKey, false) + " FOLLOWING";
    };
  }

  /** Trino's plan has the value at which a RANGE frame ends, DuckDB wants the distance to it. */
  private String offset(
      WindowNode.Frame frame, Symbol value, Optional<Symbol> sortKey, boolean preceding) {
    if (frame.getType() != WindowFrameType.RANGE) {
      return text(value);
    }
    Symbol key = sortKey.orElseThrow();
    String difference = "(%s - %s)".formatted(text(key), text(value));
    if (NativeComparisons.isFloating(key.type())) {
      // From infinity and NaN no distance leads elsewhere: their frames are their peers.
      return "(CASE WHEN isfinite(%s) THEN abs(%s) ELSE 0 END)".formatted(text(key), difference);
    }
    if (key.type() instanceof DateType) {
      return "abs(%s) * INTERVAL 1 DAY".formatted(difference);
    }
    return isNumber(key.type())
        ? "abs(%s)".formatted(difference)
        : preceding ? difference : "(%s - %s)".formatted(text(value), text(key));
  }

  private static boolean isNumber(Type type) {
    return NativeCasts.isInteger(type)
        || type instanceof DecimalType
        || NativeComparisons.isFloating(type);
  }
}
