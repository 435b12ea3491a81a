package dev.lakehouse.table.change;

import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.ExpressionVisitors;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.UnboundPredicate;

/**
 * Filters on columns that a table is only about to get: its present rows have NULL there. Names are
 * compared in any letter case.
 */
final class AbsentColumns {
  private AbsentColumns() {}

  /** The filter without the columns that the schema lacks; the same rows with NULL there match. */
  static Expression asNull(Schema schema, Expression filter) {
    return ExpressionVisitors.visit(Expressions.rewriteNot(filter), new Visitor(schema));
  }

  private static final class Visitor extends ExpressionVisitors.ExpressionVisitor<Expression> {
    private final Schema schema;

    private Visitor(Schema schema) {
      this.schema = schema;
    }

    @Override
    public Expression alwaysTrue() {
      return Expressions.alwaysTrue();
    }

    @Override
    public Expression alwaysFalse() {
      return Expressions.alwaysFalse();
    }

    @Override
    public Expression and(Expression left, Expression right) {
      return Expressions.and(left, right);
    }

    @Override
    public Expression or(Expression left, Expression right) {
      return Expressions.or(left, right);
    }

    @Override
    public <T> Expression predicate(UnboundPredicate<T> predicate) {
      if (schema.caseInsensitiveFindField(predicate.ref().name()) != null) {
        return predicate;
      }
      return switch (predicate.op()) {
        case IS_NULL, NOT_NAN, NOT_EQ, NOT_IN, NOT_STARTS_WITH -> Expressions.alwaysTrue();
        default -> Expressions.alwaysFalse();
      };
    }
  }
}
