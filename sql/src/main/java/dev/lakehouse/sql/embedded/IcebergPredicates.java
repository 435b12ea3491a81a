package dev.lakehouse.sql.embedded;

import dev.lakehouse.sql.connector.LakehouseColumn;
import io.airlift.slice.Slice;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.VarcharType;
import io.trino.sql.ir.Between;
import io.trino.sql.ir.Call;
import io.trino.sql.ir.Comparison;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.In;
import io.trino.sql.ir.IsNull;
import io.trino.sql.ir.Logical;
import io.trino.sql.ir.Reference;
import io.trino.sql.planner.Symbol;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.expressions.Expressions;

/**
 * What a statement's conditions say of a table's columns, as far as Iceberg can use it to leave out
 * files. What cannot be said is left out: the condition itself is still applied to the rows.
 */
final class IcebergPredicates {
  private final Map<Symbol, LakehouseColumn> columns;

  private IcebergPredicates(Map<Symbol, LakehouseColumn> columns) {
    this.columns = columns;
  }

  /** One expression that holds for every row for which all conditions hold. */
  static org.apache.iceberg.expressions.Expression of(
      List<Expression> conditions, Map<Symbol, LakehouseColumn> columns) {
    IcebergPredicates predicates = new IcebergPredicates(columns);
    return conditions.stream()
        .flatMap(condition -> predicates.implied(condition).stream())
        .reduce(Expressions.alwaysTrue(), Expressions::and);
  }

  private Optional<org.apache.iceberg.expressions.Expression> implied(Expression condition) {
    return switch (condition) {
      case Comparison comparison -> comparison(comparison);
      case Between(Expression value, Constant min, Constant max) ->
          column(value)
              .flatMap(name ->
                  literal(min)
                      .flatMap(low ->
                          literal(max)
                              .map(high ->
                                  Expressions.and(
                                      Expressions.greaterThanOrEqual(name, low),
                                      Expressions.lessThanOrEqual(name, high)))));
      case In in -> in(in);
      case IsNull(Expression value) -> column(value).map(Expressions::isNull);
      case Call call
          when call.function().name().getFunctionName().equals("$not")
              && call.arguments().getFirst() instanceof IsNull(Expression value) ->
          column(value).map(Expressions::notNull);
      case Reference _ when condition.type() instanceof BooleanType ->
          column(condition).map(name -> Expressions.equal(name, true));
      case Logical(Logical.Operator operator, List<Expression> terms) -> logical(operator, terms);
      default -> Optional.empty();
    };
  }

  private Optional<org.apache.iceberg.expressions.Expression> logical(
      Logical.Operator operator, List<Expression> terms) {
    List<Optional<org.apache.iceberg.expressions.Expression>> implied =
        terms.stream().map(this::implied).toList();
    if (operator == Logical.Operator.OR) {
      return implied.stream().allMatch(Optional::isPresent)
          ? implied.stream().map(Optional::get).reduce(Expressions::or)
          : Optional.empty();
    }
    return implied.stream().flatMap(Optional::stream).reduce(Expressions::and);
  }

  private Optional<org.apache.iceberg.expressions.Expression> in(In in) {
    List<Optional<Object>> values =
        in.valueList().stream()
            .map(value -> value instanceof Constant constant ? literal(constant) : Optional.empty())
            .toList();
    return values.stream().allMatch(Optional::isPresent)
        ? column(in.value())
            .map(name -> Expressions.in(name, values.stream().map(Optional::get).toList()))
        : Optional.empty();
  }

  private Optional<org.apache.iceberg.expressions.Expression> comparison(Comparison comparison) {
    Comparison.Operator operator = comparison.operator();
    Expression column = comparison.left();
    Expression value = comparison.right();
    if (column instanceof Constant) {
      operator = operator.flip();
      column = comparison.right();
      value = comparison.left();
    }
    Optional<String> name = column(column);
    Optional<Object> literal =
        value instanceof Constant constant ? literal(constant) : Optional.empty();
    if (name.isEmpty() || literal.isEmpty()) {
      return Optional.empty();
    }
    return switch (operator) {
      case EQUAL -> Optional.of(Expressions.equal(name.get(), literal.get()));
      case LESS_THAN -> Optional.of(Expressions.lessThan(name.get(), literal.get()));
      case LESS_THAN_OR_EQUAL ->
          Optional.of(Expressions.lessThanOrEqual(name.get(), literal.get()));
      case GREATER_THAN -> Optional.of(Expressions.greaterThan(name.get(), literal.get()));
      case GREATER_THAN_OR_EQUAL ->
          Optional.of(Expressions.greaterThanOrEqual(name.get(), literal.get()));
      case NOT_EQUAL, IDENTICAL -> Optional.empty();
    };
  }

  private Optional<String> column(Expression expression) {
    return expression instanceof Reference reference
        ? Optional.ofNullable(columns.get(Symbol.from(reference))).map(LakehouseColumn::name)
        : Optional.empty();
  }

  /** Iceberg's form of a constant; empty for those that it does not compare as Trino does. */
  private static Optional<Object> literal(Constant constant) {
    Object value = constant.value();
    if (value == null) {
      return Optional.empty();
    }
    return switch (constant.type()) {
      case BooleanType _, BigintType _ -> Optional.of(value);
      case IntegerType _, DateType _ -> Optional.of(Math.toIntExact((long) value));
      case VarcharType _ -> Optional.of(((Slice) value).toStringUtf8());
      case DecimalType decimal ->
          Optional.of(
              decimal.isShort()
                  ? BigDecimal.valueOf((long) value, decimal.getScale())
                  : new BigDecimal(((Int128) value).toBigInteger(), decimal.getScale()));
      case TimestampType timestamp when timestamp.isShort() -> Optional.of(value);
      default -> Optional.empty();
    };
  }
}
