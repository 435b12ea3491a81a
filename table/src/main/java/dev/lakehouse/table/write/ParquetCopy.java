package dev.lakehouse.table.write;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * COPYs of DuckDB into Parquet files of the staging directory; files without rows are not among the
 * results. Not thread-safe.
 *
 * @param session where the SELECTs run
 * @param fieldIds Iceberg's field ids of the columns
 * @param staging where the files go, each COPY in a directory of its own
 */
record ParquetCopy(DuckSession session, String fieldIds, Path staging) {

  /** Files of about a size, the rows in any order. */
  List<StagedFile> files(String select, long fileBytes) {
    return copy(
        select,
        newDirectory(),
        List.of("FILENAME_PATTERN '{uuid}'", "FILE_SIZE_BYTES " + fileBytes));
  }

  /** One file with the rows in the order of the SELECT. */
  List<StagedFile> orderedFile(String select) {
    return copy(select, newDirectory().resolve("ordered.parquet"), List.of("PRESERVE_ORDER true"));
  }

  /** Files that have the same value in each partition column, which is not written. */
  List<StagedFile> partitions(String select, List<String> partitionColumns) {
    return copy(
        select,
        newDirectory(),
        List.of(
            "FILENAME_PATTERN '{uuid}'",
            "PARTITION_BY (%s)".formatted(String.join(", ", partitionColumns)),
            "WRITE_PARTITION_COLUMNS false"));
  }

  /** The same with the rows of each partition in an order: one file for each. */
  List<StagedFile> orderedPartitions(String select, List<String> partitionColumns, String orderBy) {
    // A partitioned COPY keeps no order, so each partition is sorted by itself afterwards.
    Map<Map<String, String>, List<StagedFile>> partitions = new HashMap<>();
    for (StagedFile file : partitions(select, partitionColumns)) {
      partitions.computeIfAbsent(file.partitionTexts(), texts -> new ArrayList<>()).add(file);
    }
    List<StagedFile> sorted = new ArrayList<>();
    partitions.forEach((texts, files) -> {
      List<String> paths = files.stream().map(file -> file.path().toString()).toList();
      orderedFile("SELECT * FROM " + SqlText.parquet(paths, "") + orderBy)
          .forEach(file -> sorted.add(new StagedFile(file.path(), file.rows(), texts)));
      files.forEach(file -> delete(file.path()));
    });
    return sorted;
  }

  private List<StagedFile> copy(String select, Path target, List<String> more) {
    List<String> options = new ArrayList<>();
    options.add("FORMAT parquet");
    options.add("COMPRESSION zstd");
    options.add("FIELD_IDS " + fieldIds);
    options.add("RETURN_STATS");
    options.addAll(more);
    String copy =
        "COPY (%s) TO %s (%s)"
            .formatted(select, SqlText.literal(target.toString()), String.join(", ", options));
    return session.query(copy, ParquetCopy::stagedFile).stream()
        .filter(file -> file.rows() > 0)
        .toList();
  }

  private static StagedFile stagedFile(ResultSet row) throws SQLException {
    Map<String, String> texts = new HashMap<>();
    if (row.getObject("partition_keys") instanceof Map<?, ?> keys) {
      keys.forEach((name, text) -> texts.put(String.valueOf(name), String.valueOf(text)));
    }
    return new StagedFile(Path.of(row.getString("filename")), row.getLong("count"), texts);
  }

  private Path newDirectory() {
    Path directory = staging.resolve(UUID.randomUUID().toString());
    try {
      return Files.createDirectory(directory);
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static LakehouseException unusable(Path path, IOException e) {
    return LakehouseException.of(
            ErrorCode.UNAVAILABLE,
            "cannot use the staging directory: %s: %s".formatted(path, e.getMessage()),
            "check that the directory is writable and the disk is not full")
        .causedBy(e);
  }
}
