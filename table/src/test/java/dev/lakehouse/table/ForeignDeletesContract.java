package dev.lakehouse.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.ScanRequest;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.OutputFileFactory;
import org.junit.jupiter.api.Test;

/** What other engines delete. */
public abstract class ForeignDeletesContract extends LakehouseContract {
  @Test
  void equalityDeletesOfOthersAreHonoured() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)", "(2, NULL, 2)", "(3, 'DE', 3)"));
    Table table = tables.load(orders);
    DeleteFile deletes =
        foreignDeletes(
            table,
            "SELECT * FROM (VALUES ('IT'), (NULL)) AS v(country)",
            "{country: 2}",
            FileMetadata.deleteFileBuilder(table.spec()).ofEqualityDeletes(2));
    table.newRowDelta().addDeletes(deletes).commit();
    // Equality deletes do not touch what comes after them.
    lakehouse.append(orders, values("(4, 'IT', 4)"));

    assertThat(lakehouse.read(orders)).containsExactly("3|DE|3.00", "4|IT|4.00");

    apply(new RowChange.Upsert(List.of("id"), lakehouse.rows(values("(1, 'FR', 9)"))));
    apply(new RowChange.DeleteWhere(Expressions.equal("id", 3L)));
    assertThat(lakehouse.read(orders)).containsExactly("1|FR|9.00", "4|IT|4.00");
  }

  @Test
  void equalityDeletesOnADroppedColumnAreHonoured() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)", "(2, 'DE', 2)"));
    Table table = tables.load(orders);
    DeleteFile deletes =
        foreignDeletes(
            table,
            "SELECT 'IT' AS country",
            "{country: 2}",
            FileMetadata.deleteFileBuilder(table.spec()).ofEqualityDeletes(2));
    table.newRowDelta().addDeletes(deletes).commit();
    table.updateSchema().deleteColumn("country").commit();

    assertThat(lakehouse.read(orders)).containsExactly("2|2.00");
  }

  @Test
  void positionDeletesOfOthersAreHonoured() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)", "(2, 'DE', 2)", "(3, 'FR', 3)"));
    lakehouse.append(orders, values("(4, 'IT', 4)"));
    Table table = tables.load(orders);
    String where;
    try (PlannedScan scan = tables.scan(orders, ScanRequest.all(), lakehouse.session())) {
      where =
          lakehouse
              .session()
              .query(
                  "SELECT __file || '|' || __position FROM (%s) WHERE id = 2"
                      .formatted(scan.selectWithPositions()),
                  row -> row.getString(1))
              .getFirst();
    }
    String[] file = where.split("\\|", 2);
    DeleteFile deletes =
        foreignDeletes(
            table,
            "SELECT '%s' AS file_path, CAST(%s AS BIGINT) AS pos".formatted(file[0], file[1]),
            "{file_path: 2147483546, pos: 2147483545}",
            FileMetadata.deleteFileBuilder(table.spec()).ofPositionDeletes());
    table.newRowDelta().addDeletes(deletes).commit();

    assertThat(lakehouse.read(orders)).containsExactly("1|IT|1.00", "3|FR|3.00", "4|IT|4.00");
  }

  @Test
  void deletionVectorsAreHonouredAndTablesOfVersion3CanBeChanged() throws Exception {
    tables.create(
        orders,
        new TableDefinition(
            ORDERS,
            PartitionSpec.unpartitioned(),
            SortOrder.unsorted(),
            Map.of("format-version", "3")));
    lakehouse.append(orders, "SELECT range AS id, 'IT' AS country, 1 AS amount FROM range(100)");
    Table table = tables.load(orders);
    String file;
    try (PlannedScan scan = tables.scan(orders, ScanRequest.all(), lakehouse.session())) {
      file = scan.dataFiles().getFirst().location();
    }
    BaseDVFileWriter vectors =
        new BaseDVFileWriter(
            OutputFileFactory.builderFor(table, 1, 1).format(FileFormat.PUFFIN).build(),
            path -> null);
    for (long position = 10; position < 100; position++) {
      vectors.delete(file, position, table.spec(), null);
    }
    vectors.close();
    RowDelta delta = table.newRowDelta();
    vectors.result().deleteFiles().forEach(delta::addDeletes);
    delta.commit();
    assertThat(lakehouse.read(orders)).hasSize(10);

    apply(new RowChange.Upsert(List.of("id"), lakehouse.rows(values("(3, 'DE', 2)"))));
    apply(new RowChange.DeleteWhere(Expressions.equal("id", 5L)));

    assertThat(lakehouse.read(orders)).hasSize(9).contains("3|DE|2.00");
  }
}
