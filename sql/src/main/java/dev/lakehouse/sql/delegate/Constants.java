package dev.lakehouse.sql.delegate;

import static io.trino.spi.predicate.Utils.nativeValueToBlock;
import static io.trino.spi.type.TypeUtils.readNativeValue;

import dev.lakehouse.sql.type.StorageTypes;
import dev.lakehouse.table.duckdb.SqlText;
import io.airlift.slice.Slice;
import io.trino.spi.block.Block;
import io.trino.spi.block.SqlMap;
import io.trino.spi.block.SqlRow;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.SqlDecimal;
import io.trino.spi.type.TimeZoneKey;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.UuidType;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import io.trino.sql.ir.Constant;
import io.trino.type.IpAddressType;
import io.trino.type.JsonType;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Values that Trino knows when it plans, as SQL for DuckDB. */
public final class Constants {
  private Constants() {}

  /** A constant of a plan in storage form. */
  public static String literal(Constant constant) {
    return literal(constant.type(), Optional.ofNullable(constant.value()));
  }

  /**
   * A value in storage form; of a timestamp with time zone, the instant.
   *
   * @param value in Trino's native form (a Long, a Slice, a Block, ...); empty for NULL
   * @throws dev.lakehouse.sql.type.Unsupported if the type cannot be held in DuckDB
   */
  public static String literal(Type type, Optional<Object> value) {
    return of(type, nativeValueToBlock(type, value.orElse(null)), 0);
  }

  private static String of(Type type, Block block, int position) {
    String storage = StorageTypes.of(type);
    if (block.isNull(position)) {
      return "CAST(NULL AS %s)".formatted(storage);
    }
    return switch (type) {
      case BooleanType bool -> bool.getBoolean(block, position) ? "true" : "false";
      case TinyintType _, SmallintType _, IntegerType _, BigintType _ ->
          cast(Long.toString(type.getLong(block, position)), storage);
      // The shortest text that gives the same number; quoted, DuckDB reads it as such.
      case RealType real -> cast(Float.toString(real.getFloat(block, position)), storage);
      case DoubleType number -> cast(Double.toString(number.getDouble(block, position)), storage);
      case DecimalType decimal ->
          cast(((SqlDecimal) decimal.getObjectValue(null, block, position)).toString(), storage);
      case VarcharType _, CharType _, JsonType _ ->
          SqlText.literal(type.getSlice(block, position).toStringUtf8());
      case VarbinaryType _, IpAddressType _ -> blob(type.getSlice(block, position));
      case UuidType _ ->
          cast(UuidType.trinoUuidToJavaUuid(type.getSlice(block, position)).toString(), storage);
      case DateType date -> date(date.getInt(block, position));
      case ArrayType array -> {
        Block elements = array.getObject(block, position);
        yield list(array.getElementType(), elements, 0, elements.getPositionCount());
      }
      case MapType map -> {
        SqlMap entries = map.getObject(block, position);
        yield "map(%s, %s)"
            .formatted(
                list(
                    map.getKeyType(),
                    entries.getRawKeyBlock(),
                    entries.getRawOffset(),
                    entries.getSize()),
                list(
                    map.getValueType(),
                    entries.getRawValueBlock(),
                    entries.getRawOffset(),
                    entries.getSize()));
      }
      case RowType row -> row(row, row.getObject(block, position));
      // The others travel as numbers; the zone of a timestamp with time zone is no part of it.
      default ->
          switch (Codecs.of(type, zone(type, block, position))) {
            case LeafCodec.OfLong codec ->
                codec.decode(cast(Long.toString(codec.reader().read(block, position)), "BIGINT"));
            case LeafCodec.OfWide codec ->
                cast(codec.reader().read(block, position).toString(), storage);
            default -> throw new IllegalStateException("no literal for the type " + type);
          };
    };
  }

  private static Optional<TimeZoneKey> zone(Type type, Block block, int position) {
    return Zones.ofValue(type, readNativeValue(type, block, position));
  }

  private static String cast(String text, String storage) {
    return "CAST('%s' AS %s)".formatted(text, storage);
  }

  private static String blob(Slice bytes) {
    return "from_hex('%s')".formatted(HexFormat.of().formatHex(bytes.getBytes()));
  }

  private static String date(int days) {
    LocalDate date = LocalDate.ofEpochDay(days);
    return date.getYear() >= 1 && date.getYear() <= 9999
        ? "DATE '%s'".formatted(date)
        : "(DATE '1970-01-01' + CAST(%d AS INTEGER))".formatted(days);
  }

  private static String list(Type element, Block values, int offset, int size) {
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      elements.add(of(element, values, offset + i));
    }
    return "CAST([%s] AS %s[])".formatted(String.join(", ", elements), StorageTypes.of(element));
  }

  private static String row(RowType type, SqlRow row) {
    List<String> names = StorageTypes.fieldNames(type);
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      fields.add(
          names.get(i)
              + " := "
              + of(type.getFields().get(i).getType(), row.getRawFieldBlock(i), row.getRawIndex()));
    }
    return "struct_pack(%s)".formatted(String.join(", ", fields));
  }
}
