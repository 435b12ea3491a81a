package dev.lakehouse.sql.connector;

import io.airlift.slice.Slice;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.predicate.Domain;
import io.trino.spi.predicate.Range;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.LongTimestampWithTimeZone;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Type;
import io.trino.spi.type.UuidType;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/** What Trino knows of the values of columns, as an expression of Iceberg's. */
public final class DomainExpressions {
  private static final long PICOS_PER_MICRO = 1_000_000;
  private static final long MICROS_PER_MILLI = 1000;

  // More of them cost more time with every file than they leave out.
  private static final int MOST_RANGES = 1000;

  private DomainExpressions() {}

  /**
   * An expression that holds for every row whose values are in the domains, and maybe for others:
   * good for leaving out files.
   *
   * @param domains domains of {@link LakehouseColumn}s
   */
  public static Expression covering(TupleDomain<ColumnHandle> domains) {
    return of(
        domains
            .filter((column, domain) -> isUsable((LakehouseColumn) column, domain))
            .simplify(MOST_RANGES));
  }

  private static boolean isUsable(LakehouseColumn column, Domain domain) {
    return MetadataColumn.of(column).isEmpty()
        && switch (column.type()) {
          case ArrayType _, MapType _, RowType _ -> false;
          // Iceberg has another order of UUIDs, and wants values of FIXED in their exact length.
          case UuidType _, VarbinaryType _ -> domain.isOnlyNull() || domain.getValues().isAll();
          default -> true;
        };
  }

  /**
   * The expression that holds for a row exactly if the row's values are in the domains.
   *
   * @param domains domains of {@link LakehouseColumn}s that are columns of the table itself
   * @throws IllegalArgumentException if a column is of a type that Iceberg does not compare
   */
  public static Expression of(TupleDomain<ColumnHandle> domains) {
    if (domains.isNone()) {
      return Expressions.alwaysFalse();
    }
    Expression all = Expressions.alwaysTrue();
    for (Map.Entry<ColumnHandle, Domain> entry : domains.getDomains().orElseThrow().entrySet()) {
      LakehouseColumn column = (LakehouseColumn) entry.getKey();
      if (MetadataColumn.of(column).isPresent()) {
        throw new IllegalArgumentException("%s is no column".formatted(column.name()));
      }
      all = Expressions.and(all, of(column.name(), entry.getValue()));
    }
    return all;
  }

  private static Expression of(String column, Domain domain) {
    if (domain.isAll()) {
      return Expressions.alwaysTrue();
    }
    Expression nulls =
        domain.isNullAllowed() ? Expressions.isNull(column) : Expressions.alwaysFalse();
    if (domain.getValues().isNone()) {
      return nulls;
    }
    if (domain.getValues().isAll()) {
      // NULLs are not allowed, or the whole domain would be.
      return Expressions.notNull(column);
    }
    Expression any = nulls;
    List<Object> values = new ArrayList<>();
    for (Range range : domain.getValues().getRanges().getOrderedRanges()) {
      if (range.isSingleValue()) {
        Object value = value(range.getType(), range.getSingleValue());
        values.add(zero(value, true));
        values.add(zero(value, false));
      } else {
        any = Expressions.or(any, range(column, range));
      }
    }
    return values.isEmpty()
        ? any
        : Expressions.or(any, Expressions.in(column, values.stream().distinct().toList()));
  }

  private static Expression range(String column, Range range) {
    Optional<Object> low =
        range
            .getLowValue()
            .map(value -> zero(value(range.getType(), value), range.isLowInclusive()));
    Optional<Object> high =
        range
            .getHighValue()
            .map(value -> zero(value(range.getType(), value), !range.isHighInclusive()));
    Expression above =
        low.<Expression>map(value ->
                range.isLowInclusive()
                    ? Expressions.greaterThanOrEqual(column, value)
                    : Expressions.greaterThan(column, value))
            .orElseGet(Expressions::alwaysTrue);
    Expression below =
        high.<Expression>map(value ->
                range.isHighInclusive()
                    ? Expressions.lessThanOrEqual(column, value)
                    : Expressions.lessThan(column, value))
            .orElseGet(Expressions::alwaysTrue);
    return Expressions.and(above, below);
  }

  /** Both zeros are one value in SQL and two in Iceberg; other values stay as they are. */
  private static Object zero(Object value, boolean negative) {
    return switch (value) {
      case Double number when number == 0 -> negative ? -0.0 : 0.0;
      case Float number when number == 0 -> negative ? -0.0f : 0.0f;
      default -> value;
    };
  }

  /** A value as Iceberg's literals take it. */
  private static Object value(Type type, Object value) {
    return switch (type) {
      case BooleanType _, BigintType _, DoubleType _ -> value;
      case IntegerType _, DateType _ -> Math.toIntExact((long) value);
      case RealType _ -> Float.intBitsToFloat(Math.toIntExact((long) value));
      case DecimalType decimal when decimal.isShort() ->
          new BigDecimal(BigInteger.valueOf((long) value), decimal.getScale());
      case DecimalType decimal ->
          new BigDecimal(((Int128) value).toBigInteger(), decimal.getScale());
      case VarcharType _ -> ((Slice) value).toStringUtf8();
      case VarbinaryType _ -> ByteBuffer.wrap(((Slice) value).getBytes());
      case UuidType _ -> UuidType.trinoUuidToJavaUuid((Slice) value);
      case TimeType _ -> (long) value / PICOS_PER_MICRO;
      case TimestampType timestamp when timestamp.isShort() -> value;
      case TimestampWithTimeZoneType zoned when !zoned.isShort() -> {
        LongTimestampWithTimeZone instant = (LongTimestampWithTimeZone) value;
        yield instant.getEpochMillis() * MICROS_PER_MILLI
            + instant.getPicosOfMilli() / PICOS_PER_MICRO;
      }
      default -> throw new IllegalArgumentException("Iceberg does not compare " + type);
    };
  }
}
