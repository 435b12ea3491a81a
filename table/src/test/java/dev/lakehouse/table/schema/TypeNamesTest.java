package dev.lakehouse.table.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

class TypeNamesTest {
  private static final List<Type> SCALARS =
      List.of(
          Types.BooleanType.get(),
          Types.IntegerType.get(),
          Types.LongType.get(),
          Types.FloatType.get(),
          Types.DoubleType.get(),
          Types.DecimalType.of(1, 0),
          Types.DecimalType.of(10, 2),
          Types.DecimalType.of(38, 38),
          Types.DateType.get(),
          Types.TimeType.get(),
          Types.TimestampType.withoutZone(),
          Types.TimestampType.withZone(),
          Types.StringType.get(),
          Types.UUIDType.get(),
          Types.BinaryType.get());

  @Test
  void everyScalarTypeIsReadAsItIsWritten() {
    for (Type type : SCALARS) {
      String name = TypeNames.of(type);
      assertThat(TypeNames.parse(name)).as(name).contains(type);
      assertThat(TypeNames.parse("  " + name.toUpperCase(Locale.ROOT).replace(" ", "  ") + " "))
          .as(name)
          .contains(type);
    }
  }

  @Test
  void theNamesForMessagesAreThoseThatItReads() {
    for (String name : TypeNames.SCALARS) {
      String text = name.replace("(p,s)", "(12,3)");
      assertThat(TypeNames.parse(text).map(TypeNames::of)).as(name).contains(text);
    }
  }

  @Test
  void readsTheShortNamesOfSql() {
    assertThat(TypeNames.parse("int")).contains(Types.IntegerType.get());
    assertThat(TypeNames.parse("time")).contains(Types.TimeType.get());
    assertThat(TypeNames.parse("timestamp")).contains(Types.TimestampType.withoutZone());
    assertThat(TypeNames.parse("timestamp with time zone"))
        .contains(Types.TimestampType.withZone());
    assertThat(TypeNames.parse("decimal( 9 , 2 )")).contains(Types.DecimalType.of(9, 2));
    assertThat(TypeNames.parse("decimal(9)")).contains(Types.DecimalType.of(9, 0));
  }

  @Test
  void readsNothingElse() {
    for (String name :
        List.of(
            "",
            "text",
            "decimal(0,0)",
            "decimal(39,2)",
            "decimal(5,6)",
            "decimal(-1,0)",
            "decimal(10,2",
            "timestamp(9)",
            "varchar(10)",
            "array(bigint)",
            "bigint not null")) {
      assertThat(TypeNames.parse(name)).as(name).isEmpty();
    }
  }

  @Test
  void writesNestedTypes() {
    Type nested =
        Types.StructType.of(
            NestedField.optional(1, "x", Types.DoubleType.get()),
            NestedField.optional(
                2,
                "many",
                Types.ListType.ofOptional(
                    3,
                    Types.MapType.ofOptional(
                        4, 5, Types.StringType.get(), Types.FixedType.ofLength(8)))));

    assertThat(TypeNames.of(nested))
        .isEqualTo("row(x double, many array(map(varchar, varbinary)))");
  }
}
