package dev.lakehouse.sql.translate;

import io.trino.sql.ir.Cast;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.Reference;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.ProjectNode;
import io.trino.sql.planner.plan.WindowNode;
import java.util.Optional;

/** What a plan says of symbols that are the same in all rows. */
final class PlanConstants {
  private PlanConstants() {}

  /** The integer that an expression over the rows of a node always is; empty if there is none. */
  static Optional<Long> number(PlanNode node, Expression expression) {
    return switch (expression) {
      case Constant _ -> NativeFunctions.number(expression);
      case Cast cast -> number(node, cast.expression());
      case Reference reference -> number(node, Symbol.from(reference));
      default -> Optional.empty();
    };
  }

  private static Optional<Long> number(PlanNode node, Symbol symbol) {
    return switch (node) {
      case ProjectNode project ->
          Optional.ofNullable(project.getAssignments().get(symbol))
              .flatMap(expression -> number(project.getSource(), expression));
      case WindowNode window when !window.getCreatedSymbols().contains(symbol) ->
          number(window.getSource(), symbol);
      default -> Optional.empty();
    };
  }
}
