package dev.lakehouse.sql.connector.metadata;

import dev.lakehouse.sql.type.TrinoTypes;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.statistics.ColumnStatistics;
import io.trino.spi.statistics.DoubleRange;
import io.trino.spi.statistics.Estimate;
import io.trino.spi.statistics.TableStatistics;
import io.trino.spi.type.FixedWidthType;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeUtils;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.BlobMetadata;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.puffin.StandardBlobTypes;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;

/** What Trino's planner and SHOW STATS get to know of a table, from its manifests alone. */
public final class ManifestStatistics {
  // Bytes in memory for a byte in a file, as Trino's Iceberg connector reckons.
  private static final double TEXT_GROWTH = 2.7;
  private static final double BINARY_GROWTH = 1.4;
  private static final String DISTINCT_VALUES = "ndv";

  private ManifestStatistics() {}

  /**
   * The statistics of a snapshot.
   *
   * @param columns the columns to tell of, by their field ids
   */
  public static TableStatistics of(
      Table table, Optional<Snapshot> snapshot, Map<Integer, ColumnHandle> columns) {
    TableStatistics.Builder statistics = TableStatistics.builder();
    FileStatistics files = new FileStatistics(table.schema().columns());
    snapshot.ifPresent(chosen -> addFiles(files, table, chosen));
    statistics.setRowCount(Estimate.of((double) files.records()));
    if (files.files() > 0) {
      Map<Integer, Long> distinctValues = distinctValues(table, snapshot.orElseThrow());
      columns.forEach((id, column) ->
          Optional.ofNullable(table.schema().findField(id))
              .ifPresent(field ->
                  statistics.setColumnStatistics(column, column(files, field, distinctValues))));
    }
    return statistics.build();
  }

  private static void addFiles(FileStatistics files, Table table, Snapshot snapshot) {
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot.snapshotId()).includeColumnStats().planFiles()) {
      tasks.forEach(task -> files.add(task.file(), task.spec()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ColumnStatistics column(
      FileStatistics files, Types.NestedField field, Map<Integer, Long> distinctValues) {
    ColumnStatistics.Builder statistics = ColumnStatistics.builder();
    Type type = TrinoTypes.of(field.type());
    files
        .column(field.fieldId())
        .ifPresent(column -> {
          column
              .nulls()
              .ifPresent(nulls ->
                  statistics.setNullsFraction(Estimate.of((double) nulls / files.records())));
          if (!(type instanceof FixedWidthType)) {
            column
                .size()
                .ifPresent(size -> statistics.setDataSize(Estimate.of(inMemory(type, size))));
          }
          if (column.least().isPresent() && column.greatest().isPresent()) {
            statistics.setRange(
                DoubleRange.from(
                    type,
                    trinoValue(type, column.least().get()),
                    trinoValue(type, column.greatest().get())));
          }
        });
    Optional.ofNullable(distinctValues.get(field.fieldId()))
        .ifPresent(count -> statistics.setDistinctValuesCount(Estimate.of(count.doubleValue())));
    return statistics.build();
  }

  private static double inMemory(Type type, long bytes) {
    return switch (type) {
      case VarcharType _ -> Math.floor(bytes * TEXT_GROWTH);
      case VarbinaryType _ -> Math.floor(bytes * BINARY_GROWTH);
      default -> (double) bytes;
    };
  }

  private static Object trinoValue(Type type, Object value) {
    BlockBuilder block = type.createBlockBuilder(null, 1);
    ValueWriter.write(type, block, value);
    return TypeUtils.readNativeValue(type, block.build(), 0);
  }

  /** The numbers of distinct values that ANALYZE has left with the snapshot or one before it. */
  private static Map<Integer, Long> distinctValues(Table table, Snapshot snapshot) {
    Map<Long, StatisticsFile> files = new HashMap<>();
    table.statisticsFiles().forEach(file -> files.put(file.snapshotId(), file));
    Map<Integer, Long> counts = new HashMap<>();
    for (Snapshot ancestor : SnapshotUtil.ancestorsOf(snapshot.snapshotId(), table::snapshot)) {
      StatisticsFile file = files.get(ancestor.snapshotId());
      if (file != null) {
        file.blobMetadata().forEach(blob -> addCount(counts, blob));
        break;
      }
    }
    return counts;
  }

  private static void addCount(Map<Integer, Long> counts, BlobMetadata blob) {
    String count = blob.properties().get(DISTINCT_VALUES);
    if (blob.type().equals(StandardBlobTypes.APACHE_DATASKETCHES_THETA_V1)
        && blob.fields().size() == 1
        && count != null) {
      counts.put(blob.fields().getFirst(), Long.parseLong(count));
    }
  }
}
