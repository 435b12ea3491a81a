package dev.lakehouse.table.schema;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Iceberg's types under the names that they have in Trino's SQL. */
public final class TypeNames {
  /** The names that {@link #parse} knows, for messages. */
  public static final List<String> SCALARS =
      List.of(
          "boolean",
          "integer",
          "bigint",
          "real",
          "double",
          "decimal(p,s)",
          "date",
          "time(6)",
          "timestamp(6)",
          "timestamp(6) with time zone",
          "varchar",
          "uuid",
          "varbinary");

  private static final Pattern DECIMAL =
      Pattern.compile("decimal\\s*\\(\\s*(\\d{1,2})\\s*(?:,\\s*(\\d{1,2})\\s*)?\\)");
  private static final int LARGEST_PRECISION = 38;

  private TypeNames() {}

  /** The type of a column with single values, in any letter case; empty if it is none. */
  public static Optional<Type> parse(String name) {
    String text = name.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    Matcher decimal = DECIMAL.matcher(text);
    if (decimal.matches()) {
      int precision = Integer.parseInt(decimal.group(1));
      int scale = decimal.group(2) == null ? 0 : Integer.parseInt(decimal.group(2));
      return precision >= 1 && precision <= LARGEST_PRECISION && scale <= precision
          ? Optional.of(Types.DecimalType.of(precision, scale))
          : Optional.empty();
    }
    return Optional.ofNullable(
        switch (text) {
          case "boolean" -> Types.BooleanType.get();
          case "integer", "int" -> Types.IntegerType.get();
          case "bigint" -> Types.LongType.get();
          case "real" -> Types.FloatType.get();
          case "double" -> Types.DoubleType.get();
          case "date" -> Types.DateType.get();
          case "time", "time(6)" -> Types.TimeType.get();
          case "timestamp", "timestamp(6)" -> Types.TimestampType.withoutZone();
          case "timestamp with time zone", "timestamp(6) with time zone" ->
              Types.TimestampType.withZone();
          case "varchar" -> Types.StringType.get();
          case "uuid" -> Types.UUIDType.get();
          case "varbinary" -> Types.BinaryType.get();
          default -> null;
        });
  }

  /** The name of a type. */
  public static String of(Type type) {
    return switch (type.typeId()) {
      case INTEGER -> "integer";
      case LONG -> "bigint";
      case FLOAT -> "real";
      case TIME -> "time(6)";
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? "timestamp(6) with time zone"
              : "timestamp(6)";
      case STRING -> "varchar";
      case FIXED, BINARY -> "varbinary";
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield "decimal(%d,%d)".formatted(decimal.precision(), decimal.scale());
      }
      case STRUCT ->
          type.asStructType().fields().stream()
              .map(field -> field.name() + " " + of(field.type()))
              .collect(Collectors.joining(", ", "row(", ")"));
      case LIST -> "array(%s)".formatted(of(type.asListType().elementType()));
      case MAP ->
          "map(%s, %s)".formatted(of(type.asMapType().keyType()), of(type.asMapType().valueType()));
      default -> type.toString();
    };
  }
}
