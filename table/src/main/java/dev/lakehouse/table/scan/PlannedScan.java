package dev.lakehouse.table.scan;

import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.DuckTypes;
import dev.lakehouse.table.duckdb.SqlText;
import dev.lakehouse.table.store.LocalFiles;
import dev.lakehouse.table.store.ObjectPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types.NestedField;

/**
 * A scan that can be run: SELECTs over local files, in the session that it was planned for. Its
 * files and temporary tables are there until it is closed. Not thread-safe.
 */
public final class PlannedScan implements AutoCloseable {
  /** The column of {@link #selectWithPositions} with the location of the row's data file. */
  public static final String FILE_COLUMN = "__file";

  /** The column of {@link #selectWithPositions} with the row's position in its file, from 0. */
  public static final String POSITION_COLUMN = "__position";

  private static final String LOCAL_FILE = "__local_file";
  private static final String DUCKDB_POSITION = "file_row_number";
  private static final String DATA = "data";

  private final Schema schema;
  private final boolean readByName;
  private final List<FileScanTask> tasks;
  private final LocalFiles files;
  private final ScanDeletes deletes;
  private final Map<String, String> locations;

  private PlannedScan(
      Schema schema,
      boolean readByName,
      List<FileScanTask> tasks,
      LocalFiles files,
      ScanDeletes deletes) {
    this.schema = schema;
    this.readByName = readByName;
    this.tasks = tasks;
    this.files = files;
    this.deletes = deletes;
    this.locations = new LinkedHashMap<>();
    for (FileScanTask task : tasks) {
      locations.put(local(task.file()), task.file().location());
    }
  }

  static PlannedScan create(
      Table table, Schema schema, List<FileScanTask> tasks, LocalFiles files, DuckSession session) {
    ScanDeletes deletes = ScanDeletes.load(table, tasks, files, session);
    return new PlannedScan(schema, namesAreSafe(table, schema), tasks, files, deletes);
  }

  /**
   * True if every file has the columns under their present names and types: the table has had one
   * schema only, and no writer had to escape a name. Reading by name keeps all of DuckDB's scan
   * optimisations, which reading by field id loses.
   */
  private static boolean namesAreSafe(Table table, Schema schema) {
    // When snapshots expire earlier schemas can be forgotten, though files have them still; the
    // first one that a table has is 0.
    return table.schemas().size() == 1
        && table.schema().schemaId() == 0
        && table.schema().sameSchema(schema)
        && !table.properties().containsKey("schema.name-mapping.default")
        && schema.columns().stream()
            .allMatch(field ->
                field.name().matches("[A-Za-z_][A-Za-z0-9_]*")
                    && !field.name().equalsIgnoreCase(DUCKDB_POSITION));
  }

  /** The columns of the scan. */
  public Schema schema() {
    return schema;
  }

  /** The data files that are read, after pruning. */
  public List<DataFile> dataFiles() {
    return tasks.stream().map(FileScanTask::file).toList();
  }

  /** The data files and what Iceberg says of them. */
  public List<FileScanTask> tasks() {
    return tasks;
  }

  /**
   * Between which values a decimal column lies; empty if not all files say so.
   *
   * @param fieldId the column's id
   */
  public Optional<DecimalBounds> bounds(int fieldId) {
    return DecimalBounds.of(tasks, schema.findField(fieldId));
  }

  /** The rows with all columns. */
  public String select() {
    return select(schema.columns(), "");
  }

  /**
   * The rows with some columns.
   *
   * @param fieldIds the columns' ids, in the order in which they are wanted; at least one
   */
  public String select(List<Integer> fieldIds) {
    return select(fieldIds.stream().map(schema::findField).toList(), "");
  }

  /** The rows with all columns, and where each of them lies. */
  public String selectWithPositions() {
    if (tasks.isEmpty()) {
      return select(
          schema.columns(),
          ", CAST(NULL AS VARCHAR) AS %s, CAST(NULL AS BIGINT) AS %s"
              .formatted(FILE_COLUMN, POSITION_COLUMN));
    }
    return select(
        schema.columns(),
        ", %s AS %s, %s.%s AS %s"
            .formatted(locationOf(), FILE_COLUMN, DATA, DUCKDB_POSITION, POSITION_COLUMN));
  }

  /** The location of a row's file; DuckDB works it out once for each vector of rows. */
  private String locationOf() {
    return "list_extract(%s, list_position(%s, %s.%s))"
        .formatted(
            SqlText.literals(locations.values()),
            SqlText.literals(locations.keySet()),
            DATA,
            LOCAL_FILE);
  }

  private String select(List<NestedField> columns, String extraItems) {
    if (tasks.isEmpty()) {
      String items =
          columns.stream()
              .map(field ->
                  "CAST(NULL AS %s) AS %s"
                      .formatted(DuckTypes.of(field.type()), SqlText.name(field.name())))
              .collect(Collectors.joining(", "));
      return "SELECT %s%s WHERE false".formatted(items, extraItems);
    }
    boolean positions = !extraItems.isEmpty();
    Map<ScanDeletes.Group, List<String>> groups = new LinkedHashMap<>();
    for (FileScanTask task : tasks) {
      groups
          .computeIfAbsent(deletes.group(task), group -> new ArrayList<>())
          .add(local(task.file()));
    }
    return groups.entrySet().stream()
        .map(group -> groupSelect(group.getKey(), group.getValue(), columns, extraItems, positions))
        .collect(Collectors.joining(" UNION ALL "));
  }

  private String groupSelect(
      ScanDeletes.Group group,
      List<String> localFiles,
      List<NestedField> columns,
      String extraItems,
      boolean positions) {
    boolean needsPosition = positions || group.hasPositionDeletes();
    List<NestedField> hidden = deletes.hiddenColumns(group, schema);
    boolean byName = readByName && hidden.isEmpty();
    String options =
        needsPosition ? ", filename = '%s', file_row_number = true".formatted(LOCAL_FILE) : "";
    if (!byName) {
      options += ", schema = " + DuckTypes.readSchema(byId(hidden));
    }
    String items =
        columns.stream()
            .map(
                field -> DATA + "." + readName(field, byName) + " AS " + SqlText.name(field.name()))
            .collect(Collectors.joining(", "));
    return "SELECT %s%s FROM %s AS %s%s"
        .formatted(
            items,
            extraItems,
            SqlText.parquet(localFiles, options),
            DATA,
            deletes.conditions(
                group,
                DATA,
                LOCAL_FILE,
                DUCKDB_POSITION,
                field -> DATA + "." + readName(field, byName)));
  }

  /** Names by field id, so that no column is taken for one of DuckDB's own. */
  private Schema byId(List<NestedField> hidden) {
    return new Schema(
        Stream.concat(schema.columns().stream(), hidden.stream())
            .map(field ->
                NestedField.optional(field.fieldId(), columnById(field.fieldId()), field.type()))
            .toList());
  }

  private static String readName(NestedField field, boolean byName) {
    return byName ? SqlText.name(field.name()) : columnById(field.fieldId());
  }

  private static String columnById(int id) {
    return "column_" + id;
  }

  private String local(DataFile file) {
    return files.path(ObjectPath.parse(file.location())).toString();
  }

  @Override
  public void close() {
    try (files) {
      deletes.close();
    }
  }
}
