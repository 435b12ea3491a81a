package dev.lakehouse.table.scan;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.DuckTypes;
import dev.lakehouse.table.duckdb.SqlText;
import dev.lakehouse.table.store.LocalFiles;
import dev.lakehouse.table.store.ObjectPath;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.types.Types.NestedField;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * The deletes of a scan. Position deletes and deletion vectors become one temporary table of (local
 * file, position); equality deletes stay files that each group of data files is joined against.
 */
final class ScanDeletes implements AutoCloseable {
  /** Data files to which the same deletes apply, so that one SELECT can read them. */
  record Group(boolean hasPositionDeletes, List<String> equalityDeletes) {}

  private static final String POSITIONS_FILE = "file";
  private static final String POSITIONS_POSITION = "pos";

  private final Table table;
  private final LocalFiles files;
  private final DuckSession session;
  private final Map<String, DeleteFile> equalityDeletes;
  private final Optional<String> positions;

  private ScanDeletes(
      Table table,
      LocalFiles files,
      DuckSession session,
      Map<String, DeleteFile> equalityDeletes,
      Optional<String> positions) {
    this.table = table;
    this.files = files;
    this.session = session;
    this.equalityDeletes = equalityDeletes;
    this.positions = positions;
  }

  static ScanDeletes load(
      Table table, List<FileScanTask> tasks, LocalFiles files, DuckSession session) {
    Map<String, DeleteFile> equality = new LinkedHashMap<>();
    Map<String, DeleteFile> positionFiles = new LinkedHashMap<>();
    List<DeleteFile> vectors = new ArrayList<>();
    for (FileScanTask task : tasks) {
      for (DeleteFile delete : task.deletes()) {
        if (delete.content() == FileContent.EQUALITY_DELETES) {
          equality.put(delete.location(), delete);
        } else if (delete.format() == FileFormat.PUFFIN) {
          vectors.add(delete);
        } else if (delete.format() == FileFormat.PARQUET) {
          positionFiles.put(delete.location(), delete);
        } else {
          throw unreadable(table, delete);
        }
      }
    }
    equality.values().stream()
        .filter(delete -> delete.format() != FileFormat.PARQUET)
        .findFirst()
        .ifPresent(delete -> {
          throw unreadable(table, delete);
        });
    Optional<String> positions = Optional.empty();
    if (!positionFiles.isEmpty() || !vectors.isEmpty()) {
      String name = "deletes_" + UUID.randomUUID().toString().replace('-', '_');
      session.execute(
          "CREATE TEMP TABLE %s (%s VARCHAR, %s BIGINT)"
              .formatted(name, POSITIONS_FILE, POSITIONS_POSITION));
      positions = Optional.of(name);
      loadPositionFiles(name, tasks, positionFiles.values(), files, session);
      loadVectors(name, vectors, files, session);
    }
    return new ScanDeletes(table, files, session, equality, positions);
  }

  private static void loadPositionFiles(
      String name,
      List<FileScanTask> tasks,
      Collection<DeleteFile> deletes,
      LocalFiles files,
      DuckSession session) {
    if (deletes.isEmpty()) {
      return;
    }
    String localByLocation =
        tasks.stream()
            .filter(task -> !task.deletes().isEmpty())
            .map(task -> task.file().location())
            .map(location ->
                "(%s, %s)"
                    .formatted(SqlText.literal(location), SqlText.literal(local(files, location))))
            .collect(Collectors.joining(", "));
    session.execute(
        """
        INSERT INTO %s
        SELECT names.local_file, deleted.pos
        FROM %s AS deleted
        JOIN (VALUES %s) AS names(location, local_file) ON deleted.file_path = names.location\
        """
            .formatted(
                name,
                SqlText.parquet(
                    deletes.stream().map(delete -> local(files, delete.location())).toList(), ""),
                localByLocation));
  }

  /** Deletion vectors are blobs in Puffin files (Iceberg spec v3, "Deletion Vectors"). */
  private static void loadVectors(
      String name, List<DeleteFile> vectors, LocalFiles files, DuckSession session) {
    if (vectors.isEmpty()) {
      return;
    }
    try (DuckDBAppender appender =
        session.connection().unwrap(DuckDBConnection.class).createAppender("temp", "main", name)) {
      for (DeleteFile vector : vectors) {
        String dataFile = local(files, vector.referencedDataFile());
        PositionDeleteIndex index = PositionDeleteIndex.deserialize(blob(files, vector), vector);
        List<SQLException> failures = new ArrayList<>();
        index.forEach(position -> {
          try {
            appender.beginRow();
            appender.append(dataFile);
            appender.append(position);
            appender.endRow();
          } catch (SQLException e) {
            failures.add(e);
          }
        });
        if (!failures.isEmpty()) {
          throw failures.getFirst();
        }
      }
    } catch (SQLException e) {
      throw LakehouseException.of(
              ErrorCode.INTERNAL, "cannot load deletion vectors: " + e.getMessage())
          .causedBy(e);
    }
  }

  private static byte[] blob(LocalFiles files, DeleteFile vector) {
    try (RandomAccessFile file = new RandomAccessFile(local(files, vector.location()), "r")) {
      byte[] blob = new byte[Math.toIntExact(vector.contentSizeInBytes())];
      file.seek(vector.contentOffset());
      file.readFully(blob);
      return blob;
    } catch (IOException e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "cannot read the deletion vector %s: %s".formatted(vector.location(), e.getMessage()))
          .causedBy(e);
    }
  }

  Group group(FileScanTask task) {
    boolean byPosition =
        task.deletes().stream()
            .anyMatch(delete -> delete.content() == FileContent.POSITION_DELETES);
    List<String> byEquality =
        task.deletes().stream()
            .filter(delete -> delete.content() == FileContent.EQUALITY_DELETES)
            .map(DeleteFile::location)
            .sorted()
            .toList();
    return new Group(byPosition, byEquality);
  }

  /** Columns that a group's equality deletes compare and that the scan's schema lacks. */
  List<NestedField> hiddenColumns(Group group, Schema schema) {
    return group.equalityDeletes().stream()
        .flatMap(location -> equalityDeletes.get(location).equalityFieldIds().stream())
        .distinct()
        .filter(id -> schema.asStruct().field(id) == null)
        .map(this::field)
        .toList();
  }

  /** JOIN and WHERE clauses that leave out a group's deleted rows; empty if it has none. */
  String conditions(
      Group group,
      String data,
      String fileColumn,
      String positionColumn,
      Function<NestedField, String> dataColumn) {
    StringBuilder sql = new StringBuilder();
    if (group.hasPositionDeletes()) {
      sql.append(
          " ANTI JOIN %1$s AS gone ON gone.%2$s = %3$s.%4$s AND gone.%5$s = %3$s.%6$s"
              .formatted(
                  positions.orElseThrow(),
                  POSITIONS_FILE,
                  data,
                  fileColumn,
                  POSITIONS_POSITION,
                  positionColumn));
    }
    Map<List<Integer>, List<String>> byFields = new LinkedHashMap<>();
    for (String location : group.equalityDeletes()) {
      byFields
          .computeIfAbsent(
              equalityDeletes.get(location).equalityFieldIds(), ids -> new ArrayList<>())
          .add(local(files, location));
    }
    String where =
        byFields.entrySet().stream()
            .map(entry -> notDeleted(entry.getKey(), entry.getValue(), dataColumn))
            .collect(Collectors.joining(" AND "));
    return where.isEmpty() ? sql.toString() : sql + " WHERE " + where;
  }

  private String notDeleted(
      List<Integer> ids, List<String> localFiles, Function<NestedField, String> dataColumn) {
    List<NestedField> fields = ids.stream().map(this::field).toList();
    Schema keys =
        new Schema(
            fields.stream()
                .map(field -> NestedField.optional(field.fieldId(), key(field), field.type()))
                .toList());
    // NULL equals NULL here (Iceberg spec, "Equality Delete Files").
    String equal =
        fields.stream()
            .map(field ->
                "key.%s IS NOT DISTINCT FROM %s".formatted(key(field), dataColumn.apply(field)))
            .collect(Collectors.joining(" AND "));
    return "NOT EXISTS (SELECT 1 FROM %s AS key WHERE %s)"
        .formatted(SqlText.parquet(localFiles, ", schema = " + DuckTypes.readSchema(keys)), equal);
  }

  private static String key(NestedField field) {
    return "key_" + field.fieldId();
  }

  /** A field by its id, also one that the table has dropped since. */
  private NestedField field(int id) {
    NestedField field = table.schema().findField(id);
    return field != null
        ? field
        : table.schemas().values().stream()
            .map(schema -> schema.findField(id))
            .filter(found -> found != null)
            .findFirst()
            .orElseThrow(() ->
                LakehouseException.of(
                    ErrorCode.INTERNAL,
                    "%s has equality deletes on the unknown field %d".formatted(table.name(), id)));
  }

  private static String local(LocalFiles files, String location) {
    return files.path(ObjectPath.parse(location)).toString();
  }

  private static LakehouseException unreadable(Table table, DeleteFile delete) {
    return LakehouseException.of(
        ErrorCode.INVALID_ARGUMENT,
        "%s has deletes in the format %s, which the embedded engine does not read: %s"
            .formatted(table.name(), delete.format(), delete.location()),
        "let the engine that wrote them compact the table");
  }

  @Override
  public void close() {
    positions.ifPresent(name -> session.execute("DROP TABLE IF EXISTS " + name));
  }
}
