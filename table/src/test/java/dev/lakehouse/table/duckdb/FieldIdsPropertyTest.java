package dev.lakehouse.table.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.table.TestDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** What is written with field ids is found by them, whatever the names and the order are then. */
class FieldIdsPropertyTest {
  private final AtomicInteger number = new AtomicInteger();
  private TestDirectory directory;
  private DuckDb duckdb;
  private DuckSession session;

  @BeforeProperty
  void open() throws IOException {
    directory = TestDirectory.create("field-ids");
    duckdb = DuckDb.open(new DuckDbSettings(128L << 20, 1, directory.path().resolve("spill")));
    session = duckdb.session();
  }

  @AfterProperty
  void close() throws IOException {
    session.close();
    duckdb.close();
    directory.close();
  }

  @Property(tries = 60)
  void columnsAreFoundByTheirIds(@ForAll("types") List<Type> types) {
    AtomicInteger ids = new AtomicInteger();
    List<NestedField> fields = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      fields.add(NestedField.optional(i + 1, "c " + i, types.get(i)));
    }
    Schema schema =
        new Schema(
            TypeUtil.assignFreshIds(Types.StructType.of(fields), ids::incrementAndGet)
                .asStructType()
                .fields());
    Path file = directory.path().resolve(number.incrementAndGet() + ".parquet");
    session.execute(
        "COPY (SELECT %s) TO %s (FORMAT parquet, FIELD_IDS %s)"
            .formatted(
                schema.columns().stream()
                    .map(field ->
                        "CAST(%s AS %s) AS %s"
                            .formatted(
                                value(field.type()),
                                DuckTypes.of(field.type()),
                                SqlText.name(field.name())))
                    .collect(Collectors.joining(", ")),
                SqlText.literal(file.toString()),
                DuckTypes.fieldIds(schema)));

    List<NestedField> renamed =
        new ArrayList<>(schema.columns().stream().map(this::rename).toList());
    Collections.reverse(renamed);
    Schema now = new Schema(renamed);
    String read =
        "read_parquet(%s, schema = %s)"
            .formatted(SqlText.literal(file.toString()), DuckTypes.readSchema(now));

    for (NestedField field : renamed) {
      assertThat(
              session.query(
                  "SELECT %1$s IS NOT DISTINCT FROM CAST(%2$s AS %3$s), %1$s::VARCHAR FROM %4$s"
                      .formatted(
                          SqlText.name(field.name()),
                          value(field.type()),
                          DuckTypes.of(field.type()),
                          read),
                  row -> row.getBoolean(1) ? "same" : row.getString(2)))
          .as(field.toString())
          .containsExactly("same");
    }
  }

  private NestedField rename(NestedField field) {
    return NestedField.optional(field.fieldId(), "new '\"" + field.name(), rename(field.type()));
  }

  private Type rename(Type type) {
    return switch (type.typeId()) {
      case STRUCT ->
          Types.StructType.of(type.asStructType().fields().stream().map(this::rename).toList());
      case LIST ->
          Types.ListType.ofOptional(
              type.asListType().elementId(), rename(type.asListType().elementType()));
      case MAP ->
          Types.MapType.ofOptional(
              type.asMapType().keyId(),
              type.asMapType().valueId(),
              type.asMapType().keyType(),
              rename(type.asMapType().valueType()));
      default -> type;
    };
  }

  /** A value of a type that is not NULL at any depth. */
  private static String value(Type type) {
    return switch (type.typeId()) {
      case STRUCT ->
          type.asStructType().fields().stream()
              .map(field -> SqlText.name(field.name()) + ": " + value(field.type()))
              .collect(Collectors.joining(", ", "{", "}"));
      case LIST -> "[%1$s, %1$s]".formatted(value(type.asListType().elementType()));
      case MAP ->
          "MAP {%s: %s}"
              .formatted(value(type.asMapType().keyType()), value(type.asMapType().valueType()));
      case BOOLEAN -> "true";
      case STRING -> "'text'";
      case DATE -> "DATE '1969-07-20'";
      case TIMESTAMP -> "TIMESTAMP '1969-07-20 20:17:40.123456'";
      case UUID -> "'3f333df6-90a4-4fda-8dd3-9485d27cee36'::UUID";
      default -> "7";
    };
  }

  @Provide
  Arbitrary<List<Type>> types() {
    return type(3).list().ofMinSize(1).ofMaxSize(4);
  }

  private static Arbitrary<Type> type(int depth) {
    Arbitrary<Type> scalar =
        Arbitraries.of(
            Types.BooleanType.get(),
            Types.IntegerType.get(),
            Types.LongType.get(),
            Types.DoubleType.get(),
            Types.DecimalType.of(12, 3),
            Types.DateType.get(),
            Types.TimestampType.withoutZone(),
            Types.TimestampType.withZone(),
            Types.StringType.get(),
            Types.UUIDType.get());
    if (depth == 0) {
      return scalar;
    }
    Arbitrary<Type> inner = Arbitraries.lazy(() -> type(depth - 1));
    // The ids are given afterwards.
    return Arbitraries.oneOf(
        scalar,
        inner.map(element -> Types.ListType.ofOptional(1, element)),
        inner.map(value -> Types.MapType.ofOptional(1, 2, Types.StringType.get(), value)),
        inner
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(members -> {
              List<NestedField> fields = new ArrayList<>();
              members.forEach(member ->
                  fields.add(
                      NestedField.optional(fields.size() + 1, "f " + fields.size(), member)));
              return Types.StructType.of(fields);
            }));
  }
}
