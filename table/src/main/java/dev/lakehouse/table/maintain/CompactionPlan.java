package dev.lakehouse.table.maintain;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.util.StructLikeWrapper;

/**
 * Which files of a table's current snapshot a compaction rewrites.
 *
 * @param snapshot that snapshot
 * @param groups what is rewritten together; each becomes about one file
 * @param files the delete files of the table and how many files they apply to
 * @param isPartial true if there were more files than a plan has room for
 * @param repartitions true if files of an earlier spec are among them
 */
record CompactionPlan(
    Snapshot snapshot,
    List<FileGroup> groups,
    LiveFiles files,
    boolean isPartial,
    boolean repartitions) {
  private record Partition(int specId, StructLikeWrapper values) {}

  /**
   * The plan for a table that has a snapshot.
   *
   * @param mostFiles how many files may be held in memory
   */
  static CompactionPlan of(Table table, CompactionRules rules, int mostFiles) {
    Snapshot snapshot = table.currentSnapshot();
    RowOrder order = RowOrder.of(table);
    TableScan scan = order.scan(table, snapshot);
    Set<String> wanted = wanted(scan, rules.filter());
    LiveFiles files = new LiveFiles();
    Map<Partition, List<FileScanTask>> candidates = new HashMap<>();
    int[] count = {0};
    LiveFiles.scan(
        scan,
        task -> {
          files.countDeletes(task);
          boolean isCandidate = rules.isSmall(task) || rules.folds(task) || isOutdated(table, task);
          if (isCandidate && isWanted(rules.filter(), wanted, task) && count[0] < mostFiles) {
            count[0]++;
            candidates.computeIfAbsent(partition(task), _ -> new ArrayList<>()).add(task);
          }
        });
    List<FileGroup> groups = new ArrayList<>();
    candidates
        .values()
        .forEach(ofPartition -> {
          if (isWorthIt(table, rules, ofPartition)) {
            ofPartition.sort(order.comparator());
            pack(table, rules, ofPartition, groups);
          }
        });
    groups.sort(Comparator.comparing(FileGroup::partitionText));
    boolean repartitions =
        groups.stream().anyMatch(group -> group.spec().specId() != table.spec().specId());
    return new CompactionPlan(snapshot, groups, files, count[0] == mostFiles, repartitions);
  }

  /** The files of which all rows match, if some do. */
  private static Set<String> wanted(TableScan scan, Expression filter) {
    Set<String> wanted = new HashSet<>();
    if (filter.op() == Expression.Operation.TRUE) {
      return wanted;
    }
    LiveFiles.scan(
        scan.filter(filter),
        task -> {
          if (task.residual().op() != Expression.Operation.TRUE) {
            throw LakehouseException.of(
                ErrorCode.INVALID_ARGUMENT,
                "the condition %s holds for a part of %s only"
                    .formatted(filter, task.file().location()),
                "name partition columns only");
          }
          wanted.add(task.file().location());
        });
    return wanted;
  }

  private static boolean isWanted(Expression filter, Set<String> wanted, FileScanTask task) {
    return filter.op() == Expression.Operation.TRUE || wanted.contains(task.file().location());
  }

  private static boolean isOutdated(Table table, FileScanTask task) {
    return task.spec().specId() != table.spec().specId();
  }

  private static Partition partition(FileScanTask task) {
    return new Partition(
        task.spec().specId(),
        StructLikeWrapper.forType(task.spec().partitionType()).set(task.partition()));
  }

  private static boolean isWorthIt(
      Table table, CompactionRules rules, List<FileScanTask> candidates) {
    return candidates.stream().filter(rules::isSmall).count() >= rules.leastFiles()
        || candidates.stream().anyMatch(task -> rules.folds(task) || isOutdated(table, task));
  }

  /** Neighbours go together until there is enough for a file. */
  private static void pack(
      Table table, CompactionRules rules, List<FileScanTask> tasks, List<FileGroup> groups) {
    long target = rules.targetBytes(table);
    List<FileScanTask> group = new ArrayList<>();
    long bytes = 0;
    for (FileScanTask task : tasks) {
      long more = task.file().fileSizeInBytes();
      if (!group.isEmpty() && bytes + more > target) {
        addIfWorthIt(table, rules, group, groups);
        group = new ArrayList<>();
        bytes = 0;
      }
      group.add(task);
      bytes += more;
    }
    addIfWorthIt(table, rules, group, groups);
  }

  private static void addIfWorthIt(
      Table table, CompactionRules rules, List<FileScanTask> group, List<FileGroup> groups) {
    FileScanTask first = group.getFirst();
    if (group.size() > 1 || rules.folds(first) || isOutdated(table, first)) {
      groups.add(new FileGroup(first.spec(), first.partition(), group));
    }
  }
}
