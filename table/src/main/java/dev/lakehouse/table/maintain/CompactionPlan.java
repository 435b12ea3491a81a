package dev.lakehouse.table.maintain;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.StructLikeWrapper;

/**
 * Which files of a table's current snapshot a compaction rewrites.
 *
 * @param tasks the data files with the deletes that apply to them
 * @param foldedDeletes the delete files that apply to nothing else
 */
record CompactionPlan(List<FileScanTask> tasks, List<DeleteFile> foldedDeletes) {
  CompactionPlan {
    tasks = List.copyOf(tasks);
    foldedDeletes = List.copyOf(foldedDeletes);
  }

  static CompactionPlan of(Table table, long smallerThan, Expression filter) {
    List<FileScanTask> all = tasks(table, Expressions.alwaysTrue());
    Set<String> wanted = new HashSet<>();
    for (FileScanTask task : tasks(table, filter)) {
      if (task.residual().op() != Expression.Operation.TRUE) {
        throw LakehouseException.of(
            ErrorCode.INVALID_ARGUMENT,
            "the condition %s holds for a part of %s only"
                .formatted(filter, task.file().location()),
            "name partition columns only");
      }
      wanted.add(task.file().location());
    }
    List<FileScanTask> chosen = new ArrayList<>();
    for (List<FileScanTask> partition : partitions(all)) {
      List<FileScanTask> candidates =
          partition.stream()
              .filter(task -> wanted.contains(task.file().location()))
              .filter(task ->
                  task.file().fileSizeInBytes() < smallerThan
                      || !task.deletes().isEmpty()
                      || isOutdated(table, task))
              .toList();
      if (candidates.size() > 1
          || candidates.stream()
              .anyMatch(task -> !task.deletes().isEmpty() || isOutdated(table, task))) {
        chosen.addAll(candidates);
      }
    }
    return new CompactionPlan(chosen, folded(all, chosen));
  }

  private static boolean isOutdated(Table table, FileScanTask task) {
    return task.spec().specId() != table.spec().specId();
  }

  private static List<FileScanTask> tasks(Table table, Expression filter) {
    List<FileScanTask> tasks = new ArrayList<>();
    try (CloseableIterable<FileScanTask> planned =
        table
            .newScan()
            .useSnapshot(table.currentSnapshot().snapshotId())
            .filter(filter)
            .planFiles()) {
      planned.forEach(tasks::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tasks;
  }

  private record Partition(int specId, StructLikeWrapper values) {}

  private static Iterable<List<FileScanTask>> partitions(List<FileScanTask> tasks) {
    Map<Partition, List<FileScanTask>> partitions = new HashMap<>();
    for (FileScanTask task : tasks) {
      StructLikeWrapper values =
          StructLikeWrapper.forType(task.spec().partitionType()).set(task.partition());
      partitions
          .computeIfAbsent(new Partition(task.spec().specId(), values), _ -> new ArrayList<>())
          .add(task);
    }
    return partitions.values();
  }

  private static List<DeleteFile> folded(List<FileScanTask> all, List<FileScanTask> chosen) {
    Set<String> rewritten = new HashSet<>();
    chosen.forEach(task -> rewritten.add(task.file().location()));
    Map<String, DeleteFile> folded = new HashMap<>();
    chosen.forEach(task -> task.deletes().forEach(delete -> folded.put(delete.location(), delete)));
    for (FileScanTask task : all) {
      if (!rewritten.contains(task.file().location())) {
        task.deletes().forEach(delete -> folded.remove(delete.location()));
      }
    }
    return new ArrayList<>(folded.values());
  }
}
