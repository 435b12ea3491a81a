package dev.lakehouse.table.maintain;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;

/**
 * Data files of one partition that are rewritten together, with the deletes that apply to them.
 *
 * @param spec the spec that the files were written with
 * @param partition their partition in it
 * @param tasks the files, in the order in which their rows belong
 */
public record FileGroup(PartitionSpec spec, StructLike partition, List<FileScanTask> tasks) {
  public FileGroup {
    requireNonNull(spec, "spec is null");
    requireNonNull(partition, "partition is null");
    tasks = List.copyOf(tasks);
  }

  /** How much there is of data files. */
  public Extent data() {
    return new Extent(
        tasks.size(), tasks.stream().mapToLong(task -> task.file().fileSizeInBytes()).sum());
  }

  /** How many delete files apply. */
  public long deletes() {
    return tasks.stream()
        .flatMap(task -> task.deletes().stream())
        .map(DeleteFile::location)
        .distinct()
        .count();
  }

  /** The partition as text: {@code country=DE/day=2024-01-15}; empty if there is none. */
  public String partitionText() {
    return spec.isUnpartitioned() ? "" : spec.partitionToPath(partition);
  }

  List<String> locations() {
    return tasks.stream().map(task -> task.file().location()).toList();
  }

  FileGroup with(List<FileScanTask> newTasks) {
    return new FileGroup(spec, partition, newTasks);
  }
}
