package dev.lakehouse.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectStore;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

/** Keys of every type, and changes that filter by a column that they add or promote themselves. */
class KeysAndColumnsTest extends LakehouseContract {
  @Override
  protected ObjectStore openStore(Path directory) {
    return LocalObjectStore.open(directory.resolve("objects"));
  }

  private void create(Type key) {
    tables.create(
        orders,
        TableDefinition.of(
            new Schema(optional(1, "k", key), optional(2, "v", Types.StringType.get()))));
  }

  private void upsert(String select) {
    apply(new RowChange.Upsert(List.of("k"), lakehouse.rows(select)));
  }

  @Test
  void uuidsAreKeysInTheOrderOfTheirBytesOrNot() {
    create(Types.UUIDType.get());
    String all =
        """
        SELECT (lpad(hex(range * 17), 2, '0') || '000000-0000-4000-8000-000000000000')::UUID AS k,
          '%s' AS v FROM range(16)\
        """;
    lakehouse.append(orders, all.formatted("old"));
    upsert(all.formatted("new") + " WHERE range % 5 = 0");

    assertThat(lakehouse.read(orders))
        .hasSize(16)
        .filteredOn(row -> row.endsWith("new"))
        .hasSize(4);

    UUID kept = UUID.fromString("ff000000-0000-4000-8000-000000000000");
    apply(new RowChange.DeleteWhere(Expressions.notEqual("k", kept)));
    assertThat(lakehouse.read(orders)).containsExactly(kept + "|new");
  }

  @Test
  void floatingPointKeysAreEqualAsInSql() {
    create(Types.DoubleType.get());
    lakehouse.append(
        orders, "SELECT unnest(['-0.0', 'NaN', '1.5', 'Infinity'])::DOUBLE AS k, 'old' AS v");

    upsert("SELECT unnest(['0.0', 'NaN', 'Infinity'])::DOUBLE AS k, 'new' AS v");

    assertThat(lakehouse.read(orders))
        .containsExactly("0.0|new", "1.5|old", "Infinity|new", "NaN|new");
  }

  @Test
  void aKeyCanBePromotedByTheChangeThatUsesIt() {
    create(Types.IntegerType.get());
    lakehouse.append(orders, "SELECT range::INTEGER AS k, 'old' AS v FROM range(3)");

    tables.apply(
        orders,
        TableChange.of(
                new RowChange.Upsert(
                    List.of("k"),
                    lakehouse.rows("SELECT unnest([1, 3000000000]) AS k, 'new' AS v")))
            .promotingColumns(Map.of("k", Types.LongType.get())));

    assertThat(lakehouse.read(orders)).containsExactly("0|old", "1|new", "2|old", "3000000000|new");
  }

  @Test
  void aKeyCanBeAddedByTheChangeThatUsesIt() {
    create(Types.IntegerType.get());
    lakehouse.append(orders, "SELECT 1 AS k, 'old' AS v");

    tables.apply(
        orders,
        TableChange.of(
                new RowChange.Upsert(
                    List.of("id"), lakehouse.rows("SELECT 7 AS id, 1 AS k, 'new' AS v")))
            .addingColumns(List.of(optional(1, "id", Types.LongType.get()))));

    assertThat(lakehouse.read(orders)).containsExactly("1|new|7", "1|old|null");
  }

  @Test
  void aFilterCanNameAColumnThatTheChangeAdds() {
    create(Types.IntegerType.get());
    lakehouse.append(orders, "SELECT 1 AS k, 'old' AS v");
    List<NestedField> source = List.of(optional(1, "source", Types.StringType.get()));

    ChangeResult added =
        tables.apply(
            orders,
            TableChange.of(
                    new RowChange.ReplaceWhere(
                        Expressions.and(
                            Expressions.in("source", "a.csv", "b.csv"), Expressions.equal("k", 1)),
                        lakehouse.rows("SELECT 1 AS k, 'new' AS v, 'a.csv' AS source")))
                .addingColumns(source));

    assertThat(added.rowsRemoved()).isZero();
    assertThat(lakehouse.read(orders)).containsExactly("1|new|a.csv", "1|old|null");
  }

  @Test
  void rowsWithoutAValueAreChosenAlikeHoweverTheyLieInFiles() {
    for (List<String> files :
        List.of(
            List.of(values("(1, 'IT', 9)", "(2, 'IT', NULL)", "(3, 'IT', 1)")),
            List.of(values("(1, 'IT', 9)"), values("(2, 'IT', NULL)"), values("(3, 'IT', 1)")))) {
      nameTable();
      createOrders();
      files.forEach(file -> lakehouse.append(orders, file));

      apply(
          new RowChange.DeleteWhere(
              Expressions.not(Expressions.lessThan("amount", new BigDecimal("5.00")))));

      assertThat(lakehouse.read(orders)).containsExactly("2|IT|null", "3|IT|1.00");
    }
  }
}
