package dev.lakehouse.sql.delegate;

import dev.lakehouse.sql.type.Unsupported;
import io.airlift.slice.Slice;
import io.trino.spi.TrinoException;
import io.trino.spi.block.Block;
import io.trino.spi.type.DateTimeEncoding;
import io.trino.spi.type.LongTimestampWithTimeZone;
import io.trino.spi.type.TimeZoneKey;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeUtils;
import io.trino.sql.ir.Call;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.Reference;
import io.trino.sql.planner.Symbol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds out which time zone the timestamps that an expression gives are in. What is found is a
 * forecast: each value is held against it when it is computed.
 */
public final class Zones {
  private static final List<String> MOVING =
      List.of("at_timezone", "$at_timezone", "with_timezone", "from_unixtime");

  private static final long MINUTES_PER_HOUR = 60;
  private static final long MILLIS_PER_MINUTE = 60_000;

  private Zones() {}

  /** Whether there are timestamps with time zone in a type. */
  public static boolean isIn(Type type) {
    return type instanceof TimestampWithTimeZoneType
        || type.getTypeParameters().stream().anyMatch(Zones::isIn);
  }

  /** The zone of an expression's values; empty if its type has none. */
  static Optional<TimeZoneKey> of(
      Expression expression, Map<Symbol, Value> inputs, TimeZoneKey session) {
    if (!isIn(expression.type())) {
      return Optional.empty();
    }
    return Optional.of(find(expression, inputs).orElse(session));
  }

  private static Optional<TimeZoneKey> find(Expression expression, Map<Symbol, Value> inputs) {
    return switch (expression) {
      case Constant constant -> ofValue(constant.type(), constant.value());
      case Reference reference ->
          Optional.ofNullable(inputs.get(Symbol.from(reference))).flatMap(Value::zone);
      case Call call when moves(call) -> given(call);
      default -> {
        Optional<TimeZoneKey> found = Optional.empty();
        for (Expression child : expression.children()) {
          if (found.isEmpty() && isIn(child.type())) {
            found = find(child, inputs);
          }
        }
        yield found;
      }
    };
  }

  private static boolean moves(Call call) {
    return MOVING.contains(call.function().name().getFunctionName()) && call.arguments().size() > 1;
  }

  /** The zone that a call names, if it names it by constants. */
  private static Optional<TimeZoneKey> given(Call call) {
    List<Object> zone =
        call.arguments().stream()
            .skip(1)
            .map(argument -> argument instanceof Constant constant ? constant.value() : null)
            .toList();
    try {
      return switch (zone.getFirst()) {
        case Slice name -> Optional.of(TimeZoneKey.getTimeZoneKey(name.toStringUtf8()));
        case Long hours when zone.size() > 1 && zone.get(1) instanceof Long minutes ->
            Optional.of(TimeZoneKey.getTimeZoneKeyForOffset(hours * MINUTES_PER_HOUR + minutes));
        case Long millis when zone.size() == 1 && millis % MILLIS_PER_MINUTE == 0 ->
            Optional.of(TimeZoneKey.getTimeZoneKeyForOffset(millis / MILLIS_PER_MINUTE));
        case null, default -> Optional.empty();
      };
    } catch (TrinoException | IllegalArgumentException e) {
      // Trino itself says so when the expression is computed.
      return Optional.empty();
    }
  }

  /**
   * The one zone of all values of a block; empty if its type has none.
   *
   * @param otherwise that of a block with nothing but NULL
   * @throws Unsupported if there are several
   */
  static Optional<TimeZoneKey> ofBlock(Type type, Block block, TimeZoneKey otherwise) {
    if (!isIn(type)) {
      return Optional.empty();
    }
    return only(IntStream.range(0, block.getPositionCount())
            .mapToObj(position -> TypeUtils.readNativeValue(type, block, position))
            .flatMap(value -> ofValue(type, value).stream()))
        .or(() -> Optional.of(otherwise));
  }

  /**
   * The one zone of the values of a column, of which it is all that DuckDB knows.
   *
   * @param zones those of its values; empty if it has none
   * @throws Unsupported if there are several
   */
  public static Optional<TimeZoneKey> only(Stream<TimeZoneKey> zones) {
    List<TimeZoneKey> different = zones.distinct().toList();
    if (different.size() > 1) {
      throw new Unsupported("one column with timestamps of several time zones");
    }
    return different.stream().findFirst();
  }

  /** The zone that a value of Trino's brings along. */
  static Optional<TimeZoneKey> ofValue(Type type, Object value) {
    if (!(type instanceof TimestampWithTimeZoneType)) {
      return Optional.empty();
    }
    return switch (value) {
      case Long packed -> Optional.of(DateTimeEncoding.unpackZoneKey(packed));
      case LongTimestampWithTimeZone zoned ->
          Optional.of(TimeZoneKey.getTimeZoneKey(zoned.getTimeZoneKey()));
      case null, default -> Optional.empty();
    };
  }
}
