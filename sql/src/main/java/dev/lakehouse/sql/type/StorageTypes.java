package dev.lakehouse.sql.type;

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
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimeWithTimeZoneType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.UuidType;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import io.trino.type.ColorType;
import io.trino.type.IntervalDayTimeType;
import io.trino.type.IntervalYearMonthType;
import io.trino.type.IpAddressType;
import io.trino.type.JsonType;
import io.trino.type.UnknownType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How a value of each of Trino's types is held in DuckDB.
 *
 * <ul>
 *   <li>CHAR is a VARCHAR without the spaces at its end.
 *   <li>JSON is its text, as Trino writes it.
 *   <li>INTERVAL DAY TO SECOND is a BIGINT of milliseconds, INTERVAL YEAR TO MONTH an INTEGER of
 *       months: DuckDB's own intervals compare otherwise.
 *   <li>TIME with more than 6 digits is a BIGINT of picoseconds, and a timestamp with more a
 *       DECIMAL of picoseconds since 1970.
 *   <li>TIME WITH TIME ZONE is a BIGINT: the nanoseconds of the time in UTC, and in the lowest 12
 *       bits the offset.
 *   <li>TIMESTAMP WITH TIME ZONE is the instant; the zone is known from the plan.
 *   <li>IPADDRESS is its 16 bytes, COLOR Trino's number.
 *   <li>ROW is a STRUCT whose fields are told apart by position.
 * </ul>
 */
public final class StorageTypes {
  private static final int MICROS = 6;
  private static final int NANOS = 9;
  private static final String PICOSECONDS = "DECIMAL(38,0)";

  private StorageTypes() {}

  /**
   * DuckDB's type for one of Trino's.
   *
   * @throws Unsupported if values of the type cannot be held
   */
  public static String of(Type type) {
    return switch (type) {
      case BooleanType _ -> "BOOLEAN";
      case TinyintType _ -> "TINYINT";
      case SmallintType _ -> "SMALLINT";
      case IntegerType _, IntervalYearMonthType _, ColorType _ -> "INTEGER";
      case BigintType _, IntervalDayTimeType _ -> "BIGINT";
      case RealType _ -> "FLOAT";
      case DoubleType _ -> "DOUBLE";
      case DecimalType decimal ->
          "DECIMAL(%d,%d)".formatted(decimal.getPrecision(), decimal.getScale());
      case VarcharType _, CharType _, JsonType _ -> "VARCHAR";
      case VarbinaryType _, IpAddressType _ -> "BLOB";
      case DateType _ -> "DATE";
      case TimeType time -> time.getPrecision() <= MICROS ? "TIME" : "BIGINT";
      case TimeWithTimeZoneType time when time.getPrecision() <= NANOS -> "BIGINT";
      case TimestampType timestamp when timestamp.getPrecision() <= MICROS -> "TIMESTAMP";
      case TimestampType _ -> PICOSECONDS;
      case TimestampWithTimeZoneType zoned when zoned.getPrecision() <= MICROS -> "TIMESTAMPTZ";
      case TimestampWithTimeZoneType _ -> PICOSECONDS;
      case UuidType _ -> "UUID";
      // Only NULL has this type, and every type of DuckDB has it.
      case UnknownType _ -> "BOOLEAN";
      case ArrayType array -> of(array.getElementType()) + "[]";
      case MapType map -> "MAP(%s, %s)".formatted(of(map.getKeyType()), of(map.getValueType()));
      case RowType row -> {
        List<String> names = fieldNames(row);
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
          fields.add(names.get(i) + " " + of(row.getFields().get(i).getType()));
        }
        yield "STRUCT(" + String.join(", ", fields) + ")";
      }
      default -> throw new Unsupported("the type " + type.getDisplayName());
    };
  }

  /**
   * The quoted names of a ROW's fields in DuckDB: Trino's where they are there and differ in more
   * than case, else made of the position.
   */
  public static List<String> fieldNames(RowType row) {
    List<String> names = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < row.getFields().size(); i++) {
      int position = i + 1;
      String name =
          row.getFields().get(i).getName().filter(given -> !given.isEmpty()).orElse("f" + position);
      while (!taken.add(name.toLowerCase(Locale.ROOT))) {
        name = name + "_" + position;
      }
      names.add("\"" + name.replace("\"", "\"\"") + "\"");
    }
    return names;
  }
}
