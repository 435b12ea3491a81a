package dev.lakehouse.sql.translate;

import static io.trino.spi.StandardErrorCode.INVALID_FUNCTION_ARGUMENT;
import static io.trino.spi.type.BigintType.BIGINT;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.type.Unsupported;
import io.trino.sql.ir.Case;
import io.trino.sql.ir.Cast;
import io.trino.sql.ir.Comparison;
import io.trino.sql.ir.Comparison.Operator;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.IsNull;
import io.trino.sql.ir.WhenClause;
import io.trino.sql.planner.plan.FrameBoundType;
import io.trino.sql.planner.plan.WindowNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The offset of a window function, or its number of buckets, which may differ from row to row. What
 * is too small is an error in Trino, of the row that has it, and not in DuckDB.
 *
 * @param argument which argument it is, from 0
 */
record WindowOffset(Kind kind, int argument, Expression value) {
  /** No partition has so many rows, and DuckDB's arithmetic does not overflow with it. */
  private static final long MOST = 1L << 40;

  /** Trino's rules for an offset. */
  enum Kind {
    ROWS(0, false, "Offset must be at least 0"),
    POSITION(1, true, "Offset must be at least 1"),
    BUCKETS(1, true, "Buckets must be greater than 0");

    private final long least;
    private final boolean nullable;
    private final String error;

    Kind(long least, boolean nullable, String error) {
      this.least = least;
      this.nullable = nullable;
      this.error = error;
    }
  }

  WindowOffset {
    requireNonNull(kind, "kind is null");
    requireNonNull(value, "value is null");
  }

  /** The offset of a function's call that has to be checked row by row; empty if there is none. */
  static Optional<WindowOffset> find(WindowNode node, WindowNode.Function function) {
    List<Expression> arguments = function.getArguments();
    Optional<WindowOffset> offset =
        switch (function.getResolvedFunction().name().getFunctionName()) {
          case "lag", "lead" ->
              arguments.size() > 1
                  ? Optional.of(new WindowOffset(Kind.ROWS, 1, arguments.get(1)))
                  : Optional.empty();
          case "nth_value" -> Optional.of(new WindowOffset(Kind.POSITION, 1, arguments.get(1)));
          case "ntile" -> Optional.of(new WindowOffset(Kind.BUCKETS, 0, arguments.get(0)));
          default -> Optional.empty();
        };
    Optional<WindowOffset> unchecked =
        offset.filter(given ->
            PlanConstants.number(node.getSource(), given.value())
                .filter(number -> number >= given.kind().least && number <= MOST)
                .isEmpty());
    if (unchecked.isPresent()
        && unchecked.get().kind() == Kind.POSITION
        && mayBeEmpty(function.getFrame())) {
      throw new Unsupported("nth_value with such an offset over a frame that may be empty");
    }
    return unchecked;
  }

  /** Of an empty frame, Trino does not look at the offset. */
  private static boolean mayBeEmpty(WindowNode.Frame frame) {
    return frame.getStartType() == FrameBoundType.FOLLOWING
        || frame.getEndType() == FrameBoundType.PRECEDING;
  }

  /** Its text, which fails as Trino does. */
  String print(ExpressionPrinter expressions, ExpressionPrinter.Resolver resolver) {
    if (expressions.define(value, resolver).kind() == Definition.Kind.CONSTANT) {
      // DuckDB would fail even if there is no row.
      throw new Unsupported("such a constant offset of a window function");
    }
    List<WhenClause> checks = new ArrayList<>();
    if (!kind.nullable) {
      checks.add(new WhenClause(new IsNull(value), fail(expressions, "Offset must not be null")));
    }
    checks.add(
        new WhenClause(compare(Operator.LESS_THAN, kind.least), fail(expressions, kind.error)));
    checks.add(new WhenClause(compare(Operator.GREATER_THAN, MOST), new Constant(BIGINT, MOST)));
    return expressions.delegate(new Case(checks, value), resolver).sql();
  }

  private Expression compare(Operator operator, long number) {
    return new Comparison(operator, value, new Constant(BIGINT, number));
  }

  private static Expression fail(ExpressionPrinter expressions, String message) {
    return new Cast(expressions.failure(INVALID_FUNCTION_ARGUMENT, message), BIGINT);
  }
}
