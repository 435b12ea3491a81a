package dev.lakehouse.table.change;

import dev.lakehouse.table.duckdb.SqlText;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Binder;
import org.apache.iceberg.expressions.BoundPredicate;
import org.apache.iceberg.expressions.BoundReference;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.ExpressionVisitors;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * A filter of Iceberg as DuckDB's SQL. It is never NULL. As in Iceberg, and other than in SQL, what
 * is not equal to a value includes NULL.
 */
final class FilterSql {
  private FilterSql() {}

  /**
   * The condition on rows with the columns of a schema.
   *
   * @throws org.apache.iceberg.exceptions.ValidationException if the filter names no column of it
   */
  static String of(Schema schema, Expression filter) {
    // Planning leaves out files by the filter without negations, where NULL is neither less than a
    // value nor not less than it; the rows that are left must be chosen by the same.
    Expression plain = Expressions.rewriteNot(filter);
    return ExpressionVisitors.visit(
        Binder.bind(schema.asStruct(), plain, false), new Printer(schema));
  }

  private static final class Printer extends ExpressionVisitors.BoundExpressionVisitor<String> {
    private final Schema schema;

    private Printer(Schema schema) {
      this.schema = schema;
    }

    @Override
    public String alwaysTrue() {
      return "true";
    }

    @Override
    public String alwaysFalse() {
      return "false";
    }

    @Override
    public String not(String result) {
      return "NOT (" + result + ")";
    }

    @Override
    public String and(String left, String right) {
      return "(" + left + " AND " + right + ")";
    }

    @Override
    public String or(String left, String right) {
      return "(" + left + " OR " + right + ")";
    }

    @Override
    public <T> String predicate(BoundPredicate<T> predicate) {
      if (!(predicate.term() instanceof BoundReference<T> reference)) {
        throw new IllegalArgumentException("a filter on a transform: " + predicate);
      }
      String column = SqlText.name(schema.findColumnName(reference.fieldId()));
      Type type = reference.type();
      if (predicate.isUnaryPredicate()) {
        return switch (predicate.op()) {
          case IS_NULL -> column + " IS NULL";
          case NOT_NULL -> column + " IS NOT NULL";
          case IS_NAN -> "(%1$s IS NOT NULL AND isnan(%1$s))".formatted(column);
          case NOT_NAN -> "(%1$s IS NULL OR NOT isnan(%1$s))".formatted(column);
          default -> throw new IllegalArgumentException("unknown predicate: " + predicate);
        };
      }
      if (predicate.isSetPredicate()) {
        String list = literals(type, predicate.asSetPredicate().literalSet());
        return predicate.op() == Expression.Operation.IN
            ? "(%1$s IS NOT NULL AND %1$s IN (%2$s))".formatted(column, list)
            : "(%1$s IS NULL OR %1$s NOT IN (%2$s))".formatted(column, list);
      }
      Literal<T> literal = predicate.asLiteralPredicate().literal();
      String value = literal(type, literal.value());
      return switch (predicate.op()) {
        case LT -> comparison(column, "<", value);
        case LT_EQ -> comparison(column, "<=", value);
        case GT -> comparison(column, ">", value);
        case GT_EQ -> comparison(column, ">=", value);
        case EQ -> comparison(column, "=", value);
        case NOT_EQ -> "(%1$s IS NULL OR %1$s <> %2$s)".formatted(column, value);
        case STARTS_WITH ->
            "(%1$s IS NOT NULL AND starts_with(%1$s, %2$s))".formatted(column, value);
        case NOT_STARTS_WITH ->
            "(%1$s IS NULL OR NOT starts_with(%1$s, %2$s))".formatted(column, value);
        default -> throw new IllegalArgumentException("unknown predicate: " + predicate);
      };
    }

    private static String comparison(String column, String operator, String value) {
      return "(%1$s IS NOT NULL AND %1$s %2$s %3$s)".formatted(column, operator, value);
    }
  }

  private static <T> String literals(Type type, Set<T> values) {
    return values.stream().map(value -> literal(type, value)).collect(Collectors.joining(", "));
  }

  /** A value in Iceberg's internal form, as a literal of DuckDB. */
  static String literal(Type type, Object value) {
    return switch (type.typeId()) {
      case BOOLEAN, INTEGER, LONG -> String.valueOf(value);
      case FLOAT -> "CAST('%s' AS FLOAT)".formatted(value);
      case DOUBLE -> "CAST('%s' AS DOUBLE)".formatted(value);
      case STRING -> SqlText.literal(value.toString());
      case UUID -> "CAST('%s' AS UUID)".formatted(value);
      case DATE -> "(DATE '1970-01-01' + %d)".formatted((Integer) value);
      case TIME -> "CAST(make_timestamp(%d) AS TIME)".formatted((Long) value);
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? "(make_timestamp(%d) AT TIME ZONE 'UTC')".formatted((Long) value)
              : "make_timestamp(%d)".formatted((Long) value);
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield "CAST('%s' AS DECIMAL(%d,%d))".formatted(value, decimal.precision(), decimal.scale());
      }
      case BINARY -> "from_hex('%s')".formatted(hex((ByteBuffer) value));
      default -> throw new IllegalArgumentException("no literals of the type " + type);
    };
  }

  private static String hex(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
