package dev.lakehouse.table.schema;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LayoutTextTest {
  private static final Schema SCHEMA =
      new Schema(
          optional(1, "id", Types.LongType.get()),
          optional(2, "Country", Types.StringType.get()),
          optional(3, "at", Types.TimestampType.withZone()),
          optional(4, "first name", Types.StringType.get()),
          optional(5, "address", Types.StructType.of(optional(6, "city", Types.StringType.get()))),
          optional(7, "tags", Types.ListType.ofOptional(8, Types.StringType.get())));

  private static PartitionSpec.Builder spec() {
    return PartitionSpec.builderFor(SCHEMA);
  }

  private static SortOrder.Builder order() {
    return SortOrder.builderFor(SCHEMA);
  }

  @Test
  void readsEveryTransform() {
    Map<String, PartitionSpec> expected =
        Map.ofEntries(
            Map.entry("country", spec().identity("Country").build()),
            Map.entry(" first name ", spec().identity("first name").build()),
            Map.entry("address.city", spec().identity("address.city").build()),
            Map.entry("year(at)", spec().year("at").build()),
            Map.entry("MONTH( AT )", spec().month("at").build()),
            Map.entry("day(at)", spec().day("at").build()),
            Map.entry("hour(at)", spec().hour("at").build()),
            Map.entry("bucket(id, 16)", spec().bucket("id", 16).build()),
            Map.entry("bucket(first name,4)", spec().bucket("first name", 4).build()),
            Map.entry("truncate(address.city, 3)", spec().truncate("address.city", 3).build()));

    expected.forEach((text, spec) ->
        assertThat(LayoutText.partitions(SCHEMA, List.of(text)).fields())
            .as(text)
            .isEqualTo(spec.fields()));
  }

  @Test
  void readsSeveralPartitionsInOrder() {
    assertThat(LayoutText.partitions(SCHEMA, List.of("day(at)", "country", "bucket(id, 8)")))
        .isEqualTo(spec().day("at").identity("Country").bucket("id", 8).build());
    assertThat(LayoutText.partitions(SCHEMA, List.of()).isUnpartitioned()).isTrue();
  }

  @Test
  void readsEverySortOrder() {
    Map<String, SortOrder> expected =
        Map.of(
            "id", order().asc("id", NullOrder.NULLS_FIRST).build(),
            "COUNTRY asc", order().asc("Country", NullOrder.NULLS_FIRST).build(),
            "id DESC", order().desc("id", NullOrder.NULLS_LAST).build(),
            "id nulls last", order().asc("id", NullOrder.NULLS_LAST).build(),
            "id desc nulls first", order().desc("id", NullOrder.NULLS_FIRST).build(),
            "first name  desc  NULLS  LAST",
                order().desc("first name", NullOrder.NULLS_LAST).build(),
            "address.city", order().asc("address.city", NullOrder.NULLS_FIRST).build());

    expected.forEach((text, sorted) ->
        assertThat(LayoutText.sortOrder(SCHEMA, List.of(text)).fields())
            .as(text)
            .isEqualTo(sorted.fields()));
    assertThat(LayoutText.sortOrder(SCHEMA, List.of()).isUnsorted()).isTrue();
  }

  @Test
  void whatIsNoTransformHasARemedy() {
    for (String text :
        List.of("week(at)", "bucket(id)", "day(at, 2)", "void(id)", "hour ( at, 1)")) {
      assertRefused(() -> LayoutText.partitions(SCHEMA, List.of(text)), text, "bucket(c, n)");
    }
  }

  @Test
  void whatIsNoColumnIsNamedWithThoseThatAre() {
    for (String text : List.of("contry", "day(contry)", "bucket(contry, 4)")) {
      assertRefused(
          () -> LayoutText.partitions(SCHEMA, List.of(text)), "contry", "id, Country, at");
    }
    assertRefused(() -> LayoutText.sortOrder(SCHEMA, List.of("")), "''", "");
    assertRefused(() -> LayoutText.sortOrder(SCHEMA, List.of("contry desc")), "contry", "id, ");
  }

  @Test
  void whatIcebergRefusesIsTheUsersMistake() {
    for (List<String> fields :
        List.of(
            List.of("day(id)"),
            List.of("hour(country)"),
            List.of("bucket(id, 0)"),
            List.of("truncate(at, 3)"),
            List.of("tags"),
            List.of("address"),
            List.of("id", "id"),
            List.of("day(at)", "hour(at)"))) {
      assertRefused(() -> LayoutText.partitions(SCHEMA, fields), fields.getLast(), "");
    }
    for (List<String> fields : List.of(List.of("tags"), List.of("address desc"))) {
      assertRefused(() -> LayoutText.sortOrder(SCHEMA, fields), fields.getLast(), "");
    }
  }

  private static void assertRefused(ThrowingCallable call, String message, String remedy) {
    assertThatThrownBy(call)
        .as(message)
        .isInstanceOfSatisfying(
            LakehouseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat(e.remedy().orElse("")).contains(remedy);
            })
        .hasMessageContaining(message);
  }
}
