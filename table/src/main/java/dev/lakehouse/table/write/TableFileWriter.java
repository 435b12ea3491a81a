package dev.lakehouse.table.write;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.DuckTypes;
import dev.lakehouse.table.duckdb.SqlText;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Writes the files of a change: data files and position delete files, in the object store but in no
 * snapshot yet. What is written and never committed is an orphan, which does no harm.
 *
 * <p>Thread-safe.
 */
public final class TableFileWriter {
  // Field ids that the Iceberg spec reserves for position delete files.
  private static final String DELETE_FIELD_IDS =
      "{file_path: %d, pos: %d}"
          .formatted(
              MetadataColumns.DELETE_FILE_PATH.fieldId(),
              MetadataColumns.DELETE_FILE_POS.fieldId());

  private final ObjectStore store;

  public TableFileWriter(ObjectStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  /**
   * Writes rows as data files of a table: cast to its schema, one partition a file, in its sort
   * order.
   *
   * @throws LakehouseException INVALID_DATA if a value does not fit its column, INVALID_ARGUMENT if
   *     the columns do not fit the table
   */
  public List<DataFile> writeRows(Table table, RowSource source) {
    PartitionColumns partitions = new PartitionColumns(table.spec());
    List<StagedFile> staged = stage(table, partitions, copy(table, source), rows(table, source));
    MetricsConfig metrics = MetricsConfig.forTable(table);
    List<DataFile> files = new ArrayList<>();
    for (StagedFile file : staged) {
      StructLike partition = partitions.partition(file.partitionTexts());
      files.add(dataFile(table, partition, file, metrics));
    }
    return files;
  }

  /**
   * Writes rows that all belong to one partition of the table's present spec, else as {@link
   * #writeRows}; into one file, if it does not become much larger than asked for.
   *
   * @param partition the partition, which is not looked for in the rows
   */
  public List<DataFile> writePartition(
      Table table, StructLike partition, RowSource source, long targetBytes) {
    String rows = rows(table, source);
    String orderBy = orderBy(table.sortOrder());
    ParquetCopy copy = copy(table, source);
    List<StagedFile> staged =
        orderBy.isEmpty() ? copy.files(rows, 2 * targetBytes) : copy.orderedFile(rows + orderBy);
    MetricsConfig metrics = MetricsConfig.forTable(table);
    return staged.stream().map(file -> dataFile(table, partition, file, metrics)).toList();
  }

  private static String rows(Table table, RowSource source) {
    return TableProjection.of(
        table.name(), table.schema(), source.select(), source.session().describe(source.select()));
  }

  private ParquetCopy copy(Table table, RowSource source) {
    return new ParquetCopy(source.session(), DuckTypes.fieldIds(table.schema()), store.staging());
  }

  private DataFile dataFile(
      Table table, StructLike partition, StagedFile file, MetricsConfig metrics) {
    DataFiles.Builder builder =
        DataFiles.builder(table.spec())
            .withFormat(FileFormat.PARQUET)
            .withSortOrder(table.sortOrder());
    String location;
    if (table.spec().isUnpartitioned()) {
      location = table.locationProvider().newDataLocation(newName());
    } else {
      builder.withPartition(partition);
      location = table.locationProvider().newDataLocation(table.spec(), partition, newName());
    }
    ParquetFooter footer = footer(file.path(), metrics);
    publish(file.path(), location);
    return builder
        .withPath(location)
        .withFileSizeInBytes(footer.fileBytes())
        .withMetrics(usable(footer.metrics(), table.schema()))
        .withSplitOffsets(footer.splitOffsets())
        .build();
  }

  /**
   * Metrics without the bounds of UUIDs. A file's bounds go by the UUIDs' bytes, but Iceberg's
   * planning, here and in other engines, compares UUIDs as pairs of signed numbers and would leave
   * out files that have matching rows (apache/iceberg#14216).
   */
  private static Metrics usable(Metrics metrics, Schema schema) {
    return new Metrics(
        metrics.recordCount(),
        metrics.columnSizes(),
        metrics.valueCounts(),
        metrics.nullValueCounts(),
        metrics.nanValueCounts(),
        withoutUuids(metrics.lowerBounds(), schema),
        withoutUuids(metrics.upperBounds(), schema));
  }

  private static Map<Integer, ByteBuffer> withoutUuids(
      Map<Integer, ByteBuffer> bounds, Schema schema) {
    Map<Integer, ByteBuffer> usable = new HashMap<>(bounds);
    usable.keySet().removeIf(id -> schema.findType(id).typeId() == Type.TypeID.UUID);
    return usable;
  }

  private static List<StagedFile> stage(
      Table table, PartitionColumns partitions, ParquetCopy copy, String rows) {
    String orderBy = orderBy(table.sortOrder());
    if (!partitions.isEmpty()) {
      String split = "SELECT *%s FROM (%s)".formatted(partitions.selectItems(), rows);
      return orderBy.isEmpty()
          ? copy.partitions(split, partitions.names())
          : copy.orderedPartitions(split, partitions.names(), orderBy);
    }
    return orderBy.isEmpty()
        ? copy.files(
            rows,
            PropertyUtil.propertyAsLong(
                table.properties(),
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT))
        : copy.orderedFile(rows + orderBy);
  }

  /**
   * Writes one position delete file.
   *
   * @param dataFile the data file that loses rows
   * @param spec the spec that the data file was written with
   * @param select a SELECT of {@code file_path}, always the data file's location, and {@code pos}
   */
  public List<DeleteFile> writePositionDeletes(
      Table table, DataFile dataFile, PartitionSpec spec, DuckSession session, String select) {
    List<StagedFile> staged =
        new ParquetCopy(session, DELETE_FIELD_IDS, store.staging())
            .orderedFile(
                "SELECT file_path, pos FROM (%s) ORDER BY file_path, pos".formatted(select));
    List<DeleteFile> files = new ArrayList<>();
    for (StagedFile file : staged) {
      FileMetadata.Builder builder =
          FileMetadata.deleteFileBuilder(spec)
              .ofPositionDeletes()
              .withFormat(FileFormat.PARQUET)
              .withReferencedDataFile(dataFile.location());
      String location;
      if (spec.isUnpartitioned()) {
        location = table.locationProvider().newDataLocation(newDeleteName());
      } else {
        builder.withPartition(dataFile.partition());
        location =
            table.locationProvider().newDataLocation(spec, dataFile.partition(), newDeleteName());
      }
      ParquetFooter footer = footer(file.path(), MetricsConfig.forPositionDelete());
      publish(file.path(), location);
      files.add(
          builder
              .withPath(location)
              .withFileSizeInBytes(footer.fileBytes())
              .withMetrics(footer.metrics())
              .withSplitOffsets(footer.splitOffsets())
              .build());
    }
    return files;
  }

  /** Takes back files of a change that was certainly not committed. */
  public void discard(Iterable<String> locations) {
    locations.forEach(location -> store.delete(ObjectPath.parse(location)));
  }

  private void publish(Path staged, String location) {
    store.publish(staged, ObjectPath.parse(location));
    deleteEmptyDirectories(staged.getParent());
  }

  /** The directories of a COPY, up to the staging directory, as far as they are empty. */
  private void deleteEmptyDirectories(Path directory) {
    try {
      for (Path empty = directory; !empty.equals(store.staging()); empty = empty.getParent()) {
        try (Stream<Path> entries = Files.list(empty)) {
          if (entries.findAny().isPresent()) {
            return;
          }
        }
        Files.delete(empty);
      }
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
  }

  private static String newName() {
    return UUID.randomUUID() + ".parquet";
  }

  private static String newDeleteName() {
    return UUID.randomUUID() + "-deletes.parquet";
  }

  private static String orderBy(SortOrder order) {
    if (order.isUnsorted()) {
      return "";
    }
    return order.fields().stream()
        .map(field -> sortItem(order, field))
        .collect(Collectors.joining(", ", " ORDER BY ", ""));
  }

  private static String sortItem(SortOrder order, SortField field) {
    if (!field.transform().isIdentity()) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "the embedded engine cannot sort by " + field.transform(),
          "sort by the column itself");
    }
    return "%s %s %s"
        .formatted(
            SqlText.name(order.schema().findColumnName(field.sourceId())),
            field.direction() == SortDirection.ASC ? "ASC" : "DESC",
            field.nullOrder() == NullOrder.NULLS_FIRST ? "NULLS FIRST" : "NULLS LAST");
  }

  private static ParquetFooter footer(Path file, MetricsConfig config) {
    try {
      return ParquetFooter.read(file, config);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static LakehouseException unreadable(Path file, IOException e) {
    return LakehouseException.of(
            ErrorCode.UNAVAILABLE,
            "cannot read back %s: %s".formatted(file, e.getMessage()),
            "check the disk and its free space")
        .causedBy(e);
  }
}
