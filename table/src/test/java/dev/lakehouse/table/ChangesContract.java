package dev.lakehouse.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.scan.SnapshotSelector;
import dev.lakehouse.table.store.ObjectPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;

/** Changes of rows, each in one commit. */
public abstract class ChangesContract extends LakehouseContract {
  @Test
  void aTableIsMadeOnce() {
    assertThat(tables.create(orders, TableDefinition.of(ORDERS))).isTrue();
    assertThat(tables.create(orders, TableDefinition.of(ORDERS))).isFalse();
    assertThat(tables.list(orders.namespace())).contains(orders);
    assertThat(lakehouse.read(orders)).isEmpty();
  }

  @Test
  void appendAddsRowsInOneSnapshot() {
    createOrders();
    ChangeResult result = lakehouse.append(orders, values("(1, 'IT', 9.5)", "(2, NULL, NULL)"));

    assertThat(result.rowsAdded()).isEqualTo(2);
    assertThat(snapshots()).isEqualTo(1);
    assertThat(lakehouse.read(orders)).containsExactly("1|IT|9.50", "2|null|null");
  }

  @Test
  void aChangeCanMakeTheTableInTheSameCommit() {
    ChangeResult result =
        tables.apply(
            orders,
            TableChange.of(new RowChange.Append(lakehouse.rows(values("(1, 'IT', 1)"))))
                .creating(TableDefinition.of(ORDERS)));

    assertThat(result.created()).isTrue();
    assertThat(lakehouse.read(orders)).containsExactly("1|IT|1.00");
  }

  @Test
  void aChangeThatFailsMakesNoTable() {
    TableChange change =
        TableChange.of(new RowChange.Append(lakehouse.rows("SELECT 1 AS id, 'x' AS amount")))
            .creating(TableDefinition.of(ORDERS));

    assertThatThrownBy(() -> tables.apply(orders, change)).isInstanceOf(LakehouseException.class);
    assertThat(tables.find(orders)).isEmpty();
  }

  @Test
  void aValueThatDoesNotFitFailsTheChange() {
    createOrders();
    for (String misfit :
        List.of(
            "SELECT 1.5 AS id",
            "SELECT 9223372036854775808 AS id",
            "SELECT 1 AS id, 1.005 AS amount",
            "SELECT 1 AS id, 123456789012 AS amount",
            "SELECT 1 AS id, 'x' AS amount",
            "SELECT NULL AS id")) {
      assertThatThrownBy(() -> lakehouse.append(orders, misfit))
          .as(misfit)
          .isInstanceOfSatisfying(
              LakehouseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA));
    }
    assertThat(lakehouse.read(orders)).isEmpty();
  }

  @Test
  void columnsMustBeTheTables() {
    createOrders();
    assertThatThrownBy(() -> lakehouse.append(orders, "SELECT 1 AS id, 2 AS price"))
        .hasMessageContaining("has no column price");
    assertThatThrownBy(() -> lakehouse.append(orders, "SELECT 'IT' AS country"))
        .hasMessageContaining("the column id is required and absent");
  }

  @Test
  void missingTablesAreNamed() {
    assertThatThrownBy(() -> lakehouse.append(orders, values("(1, 'IT', 1)")))
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessageContaining(orders.toString());
  }

  @Test
  void aTableWhoseMetadataIsGoneIsNamed() {
    createOrders();
    TableOperations operations = ((HasTableOperations) tables.load(orders)).operations();
    lakehouse.store().delete(ObjectPath.parse(operations.current().metadataFileLocation()));

    assertThatThrownBy(() -> tables.find(orders))
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining("the metadata of the table " + orders);
  }

  @Test
  void upsertReplacesAndAddsInOneCommit() {
    createOrders();
    lakehouse.append(orders, "SELECT range AS id, 'IT' AS country, 1 AS amount FROM range(100)");

    ChangeResult result =
        apply(
            new RowChange.Upsert(
                List.of("id"), lakehouse.rows(values("(5, 'DE', 2)", "(200, 'FR', 3)"))));

    assertThat(result.rowsAdded()).isEqualTo(2);
    assertThat(result.rowsRemoved()).isEqualTo(1);
    assertThat(snapshots()).isEqualTo(2);
    assertThat(lakehouse.read(orders)).hasSize(101).contains("5|DE|2.00", "200|FR|3.00");
  }

  @Test
  void upsertsPileUpToTheSameRowsAsOne() {
    createOrders();
    lakehouse.append(orders, "SELECT range AS id, 'IT' AS country, 0 AS amount FROM range(1000)");
    for (int round = 1; round <= 5; round++) {
      apply(
          new RowChange.Upsert(
              List.of("id"),
              lakehouse.rows(
                  "SELECT range * 7 AS id, 'R%1$d' AS country, %1$d AS amount FROM range(100)"
                      .formatted(round))));
    }
    List<String> expected =
        lakehouse.read(
            """
            SELECT id, CASE WHEN id %% 7 = 0 AND id < 700 THEN 'R5' ELSE 'IT' END,
              CAST(CASE WHEN id %% 7 = 0 AND id < 700 THEN 5 ELSE 0 END AS DECIMAL(10,2))
            FROM (SELECT range AS id FROM range(1000))\
            """
                .formatted());
    assertThat(lakehouse.read(orders)).isEqualTo(expected);
  }

  @Test
  void compositeKeysAreComparedWhole() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)", "(1, 'DE', 1)"));

    apply(new RowChange.Upsert(List.of("id", "country"), lakehouse.rows(values("(1, 'DE', 2)"))));

    assertThat(lakehouse.read(orders)).containsExactly("1|DE|2.00", "1|IT|1.00");
  }

  @Test
  void keysMustBeUniqueAndPresent() {
    createOrders();
    assertThatThrownBy(() ->
            apply(
                new RowChange.Upsert(
                    List.of("id"), lakehouse.rows(values("(1, 'IT', 1)", "(1, 'DE', 2)")))))
        .hasMessageContaining("two new rows have the same key: 1");
    assertThatThrownBy(() ->
            apply(new RowChange.Upsert(List.of("country"), lakehouse.rows(values("(1, NULL, 1)")))))
        .hasMessageContaining("no value in its key");
    assertThat(lakehouse.read(orders)).isEmpty();
  }

  @Test
  void replaceWhereChangesOnlyMatchingRows() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)", "(2, 'DE', 2)", "(3, NULL, 3)"));

    ChangeResult result =
        apply(
            new RowChange.ReplaceWhere(
                Expressions.equal("country", "IT"),
                lakehouse.rows(values("(4, 'IT', 4)", "(5, 'IT', 5)"))));

    assertThat(result.rowsRemoved()).isEqualTo(1);
    assertThat(lakehouse.read(orders))
        .containsExactly("2|DE|2.00", "3|null|3.00", "4|IT|4.00", "5|IT|5.00");
    assertThat(snapshots()).isEqualTo(2);
  }

  @Test
  void deleteWhereTakesFewRowsByPositionAndManyByRewriting() {
    createOrders();
    lakehouse.append(
        orders, "SELECT range AS id, 'c' || (range % 10) AS country, 1 AS amount FROM range(1000)");

    apply(new RowChange.DeleteWhere(Expressions.equal("id", 17L)));
    Table table = tables.load(orders);
    assertThat(table.currentSnapshot().summary()).containsEntry("added-position-deletes", "1");

    apply(new RowChange.DeleteWhere(Expressions.in("country", "c1", "c2", "c3")));
    table.refresh();
    assertThat(table.currentSnapshot().summary())
        .containsEntry("deleted-data-files", "1")
        .containsEntry("added-data-files", "1");
    assertThat(lakehouse.read(orders)).hasSize(699).noneMatch(row -> row.contains("|c1|"));

    ChangeResult all = apply(new RowChange.DeleteWhere(Expressions.alwaysTrue()));
    assertThat(all.rowsRemoved()).isEqualTo(699);
    assertThat(lakehouse.read(orders)).isEmpty();
  }

  @Test
  void aDeleteThatMatchesNothingCommitsNothing() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));

    assertThat(apply(new RowChange.DeleteWhere(Expressions.equal("id", 9L))).snapshotId())
        .isEmpty();
    assertThat(snapshots()).isEqualTo(1);
  }

  @Test
  void deletesUseEveryKindOfPredicate() {
    createOrders();
    String rows = values("(1, 'IT', 1.5)", "(2, 'DE', 2.5)", "(3, NULL, NULL)");
    Map<org.apache.iceberg.expressions.Expression, List<String>> expected =
        Map.of(
            Expressions.isNull("amount"), List.of("1|IT|1.50", "2|DE|2.50"),
            Expressions.notNull("country"), List.of("3|null|null"),
            Expressions.notEqual("country", "IT"), List.of("1|IT|1.50"),
            Expressions.startsWith("country", "I"), List.of("2|DE|2.50", "3|null|null"),
            Expressions.greaterThan("amount", new java.math.BigDecimal("2.00")),
                List.of("1|IT|1.50", "3|null|null"),
            Expressions.not(Expressions.in("id", 1L, 3L)), List.of("1|IT|1.50", "3|null|null"),
            Expressions.or(Expressions.lessThan("id", 2L), Expressions.equal("country", "DE")),
                List.of("3|null|null"));
    expected.forEach((filter, remaining) -> {
      apply(new RowChange.Truncate());
      lakehouse.append(orders, rows);
      apply(new RowChange.DeleteWhere(filter));
      assertThat(lakehouse.read(orders)).as(filter.toString()).isEqualTo(remaining);
    });
  }

  @Test
  void truncateKeepsTheHistory() {
    createOrders();
    ChangeResult before = lakehouse.append(orders, values("(1, 'IT', 1)"));

    ChangeResult result = apply(new RowChange.Truncate());

    assertThat(result.rowsRemoved()).isEqualTo(1);
    assertThat(lakehouse.read(orders)).isEmpty();
    assertThat(
            lakehouse.read(
                orders, ScanRequest.of(new SnapshotSelector.ById(before.snapshotId().getAsLong()))))
        .containsExactly("1|IT|1.00");
  }

  @Test
  void eightWritersOfAllKindsAllLand() throws Exception {
    createOrders();
    lakehouse.append(orders, "SELECT range AS id, 'seed' AS country, 0 AS amount FROM range(100)");
    int rounds = 5;
    try (ExecutorService writers = Executors.newFixedThreadPool(8)) {
      List<Future<?>> done = new ArrayList<>();
      for (int writer = 0; writer < 8; writer++) {
        int number = writer;
        done.add(
            writers.submit(() -> {
              try (var session = tables.session()) {
                for (int round = 0; round < rounds; round++) {
                  write(number, round, session);
                }
              }
            }));
      }
      for (Future<?> future : done) {
        future.get();
      }
    }
    List<String> rows = lakehouse.read(orders);
    assertThat(rows.stream().filter(row -> row.contains("|append"))).hasSize(3 * rounds * 10);
    assertThat(rows.stream().filter(row -> row.contains("|upsert"))).hasSize(3 * 20);
    assertThat(rows.stream().filter(row -> row.contains("|replace"))).hasSize(2 * 10);
    assertThat(rows.stream().filter(row -> row.contains("|seed"))).hasSize(100 - 3 * 20);
  }

  /** Writers 0 to 2 append, 3 to 5 upsert keys of their own, 6 and 7 replace rows of their own. */
  private void write(int writer, int round, dev.lakehouse.table.duckdb.DuckSession session) {
    String kind = writer < 3 ? "append" : writer < 6 ? "upsert" : "replace";
    int first =
        writer < 3
            ? 1000 + writer * 1000 + round * 10
            : writer < 6 ? (writer - 3) * 20 : 9000 + writer;
    int count = writer >= 3 && writer < 6 ? 20 : 10;
    var rows =
        new dev.lakehouse.table.write.RowSource(
            session,
            "SELECT range + %d AS id, '%s%d' AS country, %d AS amount FROM range(%d)"
                .formatted(first, kind, writer, round, count));
    apply(
        switch (kind) {
          case "append" -> new RowChange.Append(rows);
          case "upsert" -> new RowChange.Upsert(List.of("id"), rows);
          default ->
              new RowChange.ReplaceWhere(Expressions.equal("country", "replace" + writer), rows);
        });
  }
}
