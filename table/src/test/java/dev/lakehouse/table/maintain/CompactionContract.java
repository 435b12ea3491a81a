package dev.lakehouse.table.maintain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.LakehouseContract;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.maintain.FileCompaction.Progress;
import dev.lakehouse.table.maintain.FileCompaction.Result;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.scan.SnapshotSelector;
import dev.lakehouse.table.store.LocalFiles;
import dev.lakehouse.table.store.ObjectPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;

/** Small files become large ones and deletes are folded: the rows stay as they are. */
public abstract class CompactionContract extends LakehouseContract {
  private static final CompactionRules RULES = CompactionRules.smallerThan(100L << 20);

  private void createPartitioned() {
    tables.create(
        orders,
        new TableDefinition(
            ORDERS,
            PartitionSpec.builderFor(ORDERS).identity("country").build(),
            SortOrder.builderFor(ORDERS).asc("id").build(),
            Map.of()));
  }

  private List<FileScanTask> files() {
    List<FileScanTask> files = new ArrayList<>();
    LiveFiles.scan(tables.load(orders).newScan(), files::add);
    return files;
  }

  private Result compact(CompactionRules rules) {
    return new FileCompaction(tables).compact(orders, rules, Progress.none());
  }

  private Snapshot current() {
    return tables.load(orders).currentSnapshot();
  }

  /** Four files in each of two partitions. */
  private void appendToBoth() {
    for (int i = 0; i < 4; i++) {
      lakehouse.append(orders, values("(%d, 'IT', 1), (%d, 'DE', 2)".formatted(i, i + 10)));
    }
  }

  @Test
  void smallFilesBecomeOnePerPartitionAndDeletesAreFolded() {
    createPartitioned();
    appendToBoth();
    apply(new RowChange.DeleteWhere(Expressions.equal("id", 2L)));
    List<String> rows = lakehouse.read(orders);
    long before = snapshots();

    assertThat(compact(RULES)).isEqualTo(new Result(7, 2, 1, 0));

    assertThat(files()).hasSize(2).allMatch(task -> task.deletes().isEmpty());
    assertThat(current().summary()).containsEntry("total-delete-files", "0");
    assertThat(current().operation()).isEqualTo("replace");
    assertThat(lakehouse.read(orders)).isEqualTo(rows);
    assertThat(snapshots()).isEqualTo(before + 1);
    assertThat(compact(RULES)).isEqualTo(new Result(0, 0, 0, 0));
    assertThat(snapshots()).isEqualTo(before + 1);
  }

  @Test
  void aTableWithoutRowsIsLeftAlone() {
    createOrders();
    assertThat(compact(RULES)).isEqualTo(new Result(0, 0, 0, 0));
    assertThat(new FileCompaction(tables).plan(orders, RULES)).isEmpty();
  }

  @Test
  void thePlanSaysWhatIsRewrittenAndChangesNothing() {
    createPartitioned();
    appendToBoth();
    lakehouse.append(orders, values("(20, 'FR', 1)"));
    apply(new RowChange.DeleteWhere(Expressions.equal("id", 2L)));
    long before = snapshots();

    List<FileGroup> groups = new FileCompaction(tables).plan(orders, RULES);

    assertThat(groups)
        .extracting(group -> group.partitionText() + " " + group.data().files())
        .containsExactly("country=DE 4", "country=IT 3");
    assertThat(groups.getFirst().data().bytes()).isPositive();
    assertThat(snapshots()).isEqualTo(before);
  }

  @Test
  void aConditionChoosesPartitionsAndNothingSmaller() {
    createPartitioned();
    appendToBoth();

    assertThat(compact(RULES.where(Expressions.equal("country", "IT"))))
        .isEqualTo(new Result(4, 1, 1, 0));
    assertThat(files()).hasSize(5);
    assertThatThrownBy(() -> compact(RULES.where(Expressions.equal("id", 1L))))
        .isInstanceOf(LakehouseException.class)
        .hasMessageContaining("holds for a part of");
  }

  @Test
  void partitionsWithFewSmallFilesAreLeftAlone() {
    createPartitioned();
    appendToBoth();
    lakehouse.append(orders, values("(20, 'FR', 1)"));
    lakehouse.append(orders, values("(21, 'FR', 1)"));

    CompactionRules rules =
        new CompactionRules(
            100L << 20,
            OptionalLong.empty(),
            3,
            CompactionRules.Deletes.ALL,
            Expressions.alwaysTrue());
    assertThat(compact(rules)).isEqualTo(new Result(8, 2, 1, 0));
    assertThat(files()).hasSize(4);
  }

  @Test
  void largeFilesStayUnlessEnoughOfTheirRowsAreDeleted() {
    createOrders();
    lakehouse.append(orders, "SELECT range AS id, 'IT' AS country, 1 AS amount FROM range(100)");
    lakehouse.append(orders, values("(1000, 'IT', 1)"));
    CompactionRules all = CompactionRules.smallerThan(1);
    CompactionRules many =
        new CompactionRules(
            1,
            OptionalLong.empty(),
            2,
            new CompactionRules.Deletes(0.02, 3),
            Expressions.alwaysTrue());

    assertThat(compact(all)).isEqualTo(new Result(0, 0, 0, 0));
    apply(new RowChange.DeleteWhere(Expressions.equal("id", 1L)));
    assertThat(compact(many)).isEqualTo(new Result(0, 0, 0, 0));
    apply(new RowChange.DeleteWhere(Expressions.equal("id", 2L)));
    assertThat(compact(many)).isEqualTo(new Result(1, 1, 1, 0));
    apply(new RowChange.DeleteWhere(Expressions.equal("id", 3L)));
    assertThat(compact(all)).isEqualTo(new Result(1, 1, 1, 0));

    assertThat(files()).allMatch(task -> task.deletes().isEmpty());
    assertThat(lakehouse.read(orders)).hasSize(98);
  }

  @Test
  void manyDeleteFilesMakeALargeFileWorthIt() {
    createOrders();
    lakehouse.append(orders, "SELECT range AS id, 'IT' AS country, 1 AS amount FROM range(1000)");
    CompactionRules rules =
        new CompactionRules(
            1,
            OptionalLong.empty(),
            2,
            new CompactionRules.Deletes(0.5, 3),
            Expressions.alwaysTrue());
    for (long id = 0; id < 3; id++) {
      assertThat(compact(rules)).isEqualTo(new Result(0, 0, 0, 0));
      apply(new RowChange.DeleteWhere(Expressions.equal("id", id)));
    }

    assertThat(compact(rules)).isEqualTo(new Result(1, 1, 1, 0));
    assertThat(lakehouse.read(orders)).hasSize(997);
  }

  @Test
  void filesOfAnEarlierSpecGetTheNewPartitions() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)", "(2, 'DE', 1)"));
    tables
        .definitions()
        .change(orders, transaction -> transaction.updateSpec().addField("country").commit());
    lakehouse.append(orders, values("(3, 'IT', 1)"));
    List<String> rows = lakehouse.read(orders);

    compact(RULES);

    assertThat(files())
        .extracting(FileScanTask::file)
        .extracting(DataFile::specId)
        .containsOnly(tables.load(orders).spec().specId());
    assertThat(files()).as("one of each country").hasSize(2);
    assertThat(lakehouse.read(orders)).isEqualTo(rows);
  }

  @Test
  void theSortOrderIsKeptAndFilesOverlapLittle() {
    tables.create(
        orders,
        new TableDefinition(
            ORDERS,
            PartitionSpec.unpartitioned(),
            SortOrder.builderFor(ORDERS).desc("id").build(),
            Map.of()));
    for (int i = 0; i < 6; i++) {
      // The ranges alternate, so that neither age nor chance brings neighbours together.
      int begin = i % 2 * 3000 + i / 2 * 1000;
      lakehouse.append(
          orders,
          "SELECT %d + range AS id, 'IT' AS country, 1 AS amount FROM range(1000)"
              .formatted(begin));
    }
    long bytes = files().getFirst().file().fileSizeInBytes();
    List<String> rows = lakehouse.read(orders);

    assertThat(compact(RULES.withTarget(3 * bytes + bytes / 2)).written()).isEqualTo(2);

    assertThat(lakehouse.read(orders)).isEqualTo(rows);
    List<List<Long>> ids = files().stream().map(task -> idsInOrder(task.file())).toList();
    for (List<Long> ofFile : ids) {
      assertThat(ofFile).isSortedAccordingTo((left, right) -> Long.compare(right, left));
      assertThat(ofFile.getFirst() - ofFile.getLast()).isEqualTo(2999);
    }
  }

  private List<Long> idsInOrder(DataFile file) {
    ObjectPath path = ObjectPath.parse(file.location());
    try (LocalFiles local = lakehouse.store().open(List.of(path))) {
      return lakehouse
          .session()
          .query(
              "SELECT id FROM read_parquet('%s', file_row_number = true) ORDER BY file_row_number"
                  .formatted(local.path(path)),
              row -> row.getLong(1));
    }
  }

  @Test
  void aLargeTableIsRewrittenWithSeveralCommits() {
    createPartitioned();
    appendToBoth();
    apply(new RowChange.DeleteWhere(Expressions.equal("id", 12L)));
    List<String> rows = lakehouse.read(orders);
    long before = snapshots();

    Result result =
        new FileCompaction(tables, new CompactionLimits(1, 10, 1000))
            .compact(orders, RULES, Progress.none());

    assertThat(result).isEqualTo(new Result(7, 2, 2, 0));
    assertThat(snapshots()).isEqualTo(before + 2);
    assertThat(lakehouse.read(orders)).isEqualTo(rows);
    assertThat(current().summary()).containsEntry("total-delete-files", "0");
  }

  @Test
  void moreFilesThanAPlanHasRoomForAreRewrittenPlanByPlan() {
    createOrders();
    for (int i = 0; i < 7; i++) {
      lakehouse.append(orders, values("(%d, 'IT', 1)".formatted(i)));
    }

    Result result =
        new FileCompaction(tables, new CompactionLimits(1L << 30, 10, 3))
            .compact(orders, RULES, Progress.none());

    assertThat(files()).hasSize(1);
    assertThat(result.written()).isEqualTo(3);
    assertThat(lakehouse.read(orders)).hasSize(7);
  }

  @Test
  void rowsThatAreAllDeletedLeaveNoFile() {
    createOrders();
    lakehouse.append(orders, "SELECT range AS id, 'IT' AS country, 1 AS amount FROM range(50)");
    deleteByEquality("SELECT 'IT' AS country");

    assertThat(compact(RULES)).isEqualTo(new Result(1, 0, 1, 0));
    assertThat(files()).isEmpty();
    assertThat(current().summary()).containsEntry("total-delete-files", "0");
  }

  private void deleteByEquality(String select) {
    Table table = tables.load(orders);
    table
        .newRowDelta()
        .addDeletes(
            foreignDeletes(
                table,
                select,
                "{country: 2}",
                FileMetadata.deleteFileBuilder(table.spec()).ofEqualityDeletes(2)))
        .commit();
  }

  @Test
  void deletesByEqualityAreFoldedAlsoIntoLargeFiles() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)", "(2, NULL, 2)", "(3, 'DE', 3)"));
    deleteByEquality("SELECT * FROM (VALUES ('IT'), (NULL)) AS v(country)");
    lakehouse.append(orders, values("(4, 'IT', 4)"));
    CompactionRules rules =
        new CompactionRules(
            1, OptionalLong.empty(), 2, CompactionRules.Deletes.MANY, Expressions.alwaysTrue());

    assertThat(compact(rules)).isEqualTo(new Result(1, 1, 1, 0));

    assertThat(lakehouse.read(orders)).containsExactly("3|DE|3.00", "4|IT|4.00");
    assertThat(current().summary()).containsEntry("total-delete-files", "0");
  }

  @Test
  void deletesByEqualityOnADroppedColumnAreFolded() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)", "(2, 'DE', 2)"));
    deleteByEquality("SELECT 'IT' AS country");
    tables
        .definitions()
        .change(orders, change -> change.updateSchema().deleteColumn("country").commit());

    compact(RULES);

    assertThat(files()).allMatch(task -> task.deletes().isEmpty());
    assertThat(lakehouse.read(orders)).containsExactly("2|2.00");
  }

  @Test
  void deleteFilesThatApplyToNothingAreDropped() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    deleteByEquality("SELECT 'IT' AS country");
    Table table = tables.load(orders);
    table.newDelete().deleteFile(files().getFirst().file()).commit();
    lakehouse.append(orders, values("(2, 'IT', 2)"));
    assertThat(current().summary()).containsEntry("total-delete-files", "1");

    compact(RULES);

    assertThat(current().summary()).containsEntry("total-delete-files", "0");
    assertThat(lakehouse.read(orders)).containsExactly("2|IT|2.00");
  }

  /** Does something just before the second group is rewritten, when the first one is. */
  private Result compactWith(Runnable between) {
    return new FileCompaction(tables)
        .compact(
            orders,
            RULES,
            (groups, of) -> {
              if (groups == 1) {
                between.run();
              }
            });
  }

  @Test
  void whatWritersChangeMeanwhileCounts() {
    createPartitioned();
    appendToBoth();

    Result result =
        compactWith(() -> {
          apply(new RowChange.DeleteWhere(Expressions.equal("id", 12L)));
          apply(new RowChange.Upsert(List.of("id"), lakehouse.rows(values("(11, 'DE', 7)"))));
          lakehouse.append(orders, values("(30, 'DE', 3)", "(31, 'IT', 3)"));
        });

    assertThat(result.overtaken()).isZero();
    assertThat(result.commits()).as("the group that was left alone, the other one").isEqualTo(2);
    assertThat(lakehouse.read(orders))
        .containsExactlyInAnyOrder(
            "0|IT|1.00",
            "1|IT|1.00",
            "10|DE|2.00",
            "11|DE|7.00",
            "13|DE|2.00",
            "2|IT|1.00",
            "3|IT|1.00",
            "30|DE|3.00",
            "31|IT|3.00");
    assertThat(files()).allMatch(task -> task.deletes().isEmpty());
  }

  @Test
  void appendsAreNoConflict() {
    createPartitioned();
    appendToBoth();

    Result result = compactWith(() -> lakehouse.append(orders, values("(30, 'DE', 3)")));

    assertThat(result).isEqualTo(new Result(8, 2, 1, 0));
    assertThat(lakehouse.read(orders)).hasSize(9);
  }

  @Test
  void rowsThatOthersDeleteByEqualityMeanwhileStayDeleted() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    lakehouse.append(orders, values("(2, 'DE', 1)"));

    new FileCompaction(tables)
        .compact(orders, RULES, (_, _) -> deleteByEquality("SELECT 'IT' AS country"));

    assertThat(lakehouse.read(orders)).containsExactly("2|DE|1.00");
    compact(RULES);
    assertThat(lakehouse.read(orders)).containsExactly("2|DE|1.00");
    assertThat(files()).hasSize(1).allMatch(task -> task.deletes().isEmpty());
  }

  @Test
  void whatAnotherCompactionHasDoneMeanwhileIsNotDoneAgain() {
    createPartitioned();
    appendToBoth();

    Result result = compactWith(() -> compact(RULES));

    assertThat(result).isEqualTo(new Result(0, 0, 0, 0));
    assertThat(files()).hasSize(2);
    assertThat(lakehouse.read(orders)).hasSize(8);
  }

  @Test
  void aRollbackMeanwhileStands() {
    createPartitioned();
    appendToBoth();
    long earlier = tables.load(orders).snapshots().iterator().next().snapshotId();

    compactWith(() -> tables.references().rollback(orders, earlier));

    assertThat(lakehouse.read(orders)).containsExactly("0|IT|1.00", "10|DE|2.00");
  }

  @Test
  void aTruncationMeanwhileStands() {
    createPartitioned();
    appendToBoth();

    compactWith(() -> apply(new RowChange.Truncate()));

    assertThat(lakehouse.read(orders)).isEmpty();
  }

  @Test
  void aFileThatCannotBeReadStopsNoOtherPartition() {
    createPartitioned();
    appendToBoth();
    FileScanTask lost =
        files().stream()
            .filter(task -> task.file().location().contains("DE"))
            .findFirst()
            .orElseThrow();
    lakehouse.store().delete(ObjectPath.parse(lost.file().location()));

    assertThatThrownBy(() -> compact(RULES))
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessageContaining("1 of 2 groups")
        .hasMessageContaining(lost.file().location());
    assertThat(files()).as("one of IT, four of DE").hasSize(5);
  }

  @Test
  void aStoppedThreadStopsBetweenTwoGroups() {
    createPartitioned();
    appendToBoth();

    assertThatThrownBy(() -> compactWith(() -> Thread.currentThread().interrupt()))
        .isInstanceOf(LakehouseException.class)
        .hasMessageContaining("was stopped");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(lakehouse.read(orders)).hasSize(8);
  }

  @Test
  void theStateThatCommitsCarryStays() {
    createOrders();
    tables.apply(
        orders,
        TableChange.of(new RowChange.StateOnly())
            .stamped(CommitStamp.none().withState("mark", "7")));
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    lakehouse.append(orders, values("(2, 'IT', 1)"));

    compact(RULES);

    assertThat(tables.state(orders, "main")).isEqualTo(Map.of("mark", "7"));
  }

  @Test
  void branchesKeepTheirFiles() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    lakehouse.append(orders, values("(2, 'IT', 1)"));
    tables.references().createBranch(orders, "audit", current().snapshotId());
    List<String> rows = lakehouse.read(orders);

    compact(RULES);

    assertThat(files()).hasSize(1);
    assertThat(lakehouse.read(orders, ScanRequest.of(new SnapshotSelector.ByReference("audit"))))
        .isEqualTo(rows);
  }
}
