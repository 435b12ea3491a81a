package dev.lakehouse.quality.run;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.NearestWord;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import dev.lakehouse.table.schema.TypeNames;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * One snapshot of a table, with the columns that the table has now.
 *
 * @param table the table
 * @param snapshotId the snapshot; empty if the table has none, and so no rows
 * @param relation what a statement reads: a name with its version, or a query in parentheses
 */
record PinnedTable(
    TableIdentifier identifier, Table table, OptionalLong snapshotId, String relation) {
  // Trino 476 reads a filter that gets as far as the table with the names that columns have now,
  // and
  // finds other rows or none. It gets past a projection, but not past a limit.
  private static final String FILTER_FENCE = " LIMIT " + Long.MAX_VALUE;

  PinnedTable {
    requireNonNull(identifier, "identifier is null");
    requireNonNull(table, "table is null");
    requireNonNull(snapshotId, "snapshotId is null");
    requireNonNull(relation, "relation is null");
  }

  /**
   * A snapshot of a table.
   *
   * @param snapshot empty if the table has none
   */
  static PinnedTable of(TableIdentifier identifier, Table table, Optional<Snapshot> snapshot) {
    String name =
        Stream.concat(
                Stream.of(LakehouseCatalog.NAME),
                Stream.concat(
                    Stream.of(identifier.namespace().levels()), Stream.of(identifier.name())))
            .map(SqlLiterals::name)
            .collect(Collectors.joining("."));
    return new PinnedTable(
        identifier,
        table,
        snapshot.map(found -> OptionalLong.of(found.snapshotId())).orElseGet(OptionalLong::empty),
        snapshot
            .map(found -> relation(name, table, found.snapshotId()))
            .orElse("(SELECT * FROM %s WHERE false)".formatted(name)));
  }

  /** A version of a table has the columns of that time, under the names of that time. */
  private static String relation(String name, Table table, long snapshotId) {
    String version = "%s FOR VERSION AS OF %d".formatted(name, snapshotId);
    Schema then = SnapshotUtil.schemaFor(table, snapshotId);
    List<NestedField> now = table.schema().columns();
    if (now.stream().allMatch(field -> isSame(field, then.findField(field.fieldId())))) {
      return version;
    }
    boolean onlyAdded =
        now.stream()
            .allMatch(field ->
                then.findField(field.fieldId()) == null
                    || isSame(field, then.findField(field.fieldId())));
    return now.stream()
        .map(field -> column(field, Optional.ofNullable(then.findField(field.fieldId()))))
        .collect(
            Collectors.joining(
                ", ", "(SELECT ", " FROM " + version + (onlyAdded ? "" : FILTER_FENCE) + ")"));
  }

  private static boolean isSame(NestedField now, NestedField then) {
    return then != null && then.name().equals(now.name()) && then.type().equals(now.type());
  }

  private static String column(NestedField now, Optional<NestedField> then) {
    return "CAST(%s AS %s) AS %s"
        .formatted(
            then.map(field -> SqlLiterals.name(field.name())).orElse("NULL"),
            TypeNames.of(now.type()),
            SqlLiterals.name(now.name()));
  }

  /** The columns. */
  List<NestedField> columns() {
    return table.schema().columns();
  }

  /**
   * A column, whatever the letter case.
   *
   * @throws LakehouseException NOT_FOUND with the nearest name
   */
  NestedField column(String name) {
    NestedField field =
        columns().stream()
            .filter(column -> column.name().equalsIgnoreCase(name))
            .findFirst()
            .orElse(null);
    if (field == null) {
      List<String> names = columns().stream().map(NestedField::name).toList();
      throw LakehouseException.of(
          ErrorCode.NOT_FOUND,
          "there is no column '%s' in %s".formatted(name, identifier),
          NearestWord.to(name, names)
              .map(nearest -> "did you mean '%s'?".formatted(nearest))
              .orElse("the columns are " + String.join(", ", names)));
    }
    return field;
  }
}
