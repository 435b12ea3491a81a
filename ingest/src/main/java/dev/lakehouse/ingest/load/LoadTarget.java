package dev.lakehouse.ingest.load;

import dev.lakehouse.table.ChangeResult;
import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.write.RowSource;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/** The table of a load: the types that it wants, and the commit that replaces files' rows. */
final class LoadTarget {
  private final Tables tables;
  private final TableIdentifier identifier;
  private final boolean promoteTypes;
  private final Map<String, String> properties;
  private final DuckSession session;
  private final Instant ingestedAt;
  private final Map<String, Type> existing;

  LoadTarget(
      Tables tables,
      TableIdentifier identifier,
      boolean promoteTypes,
      Map<String, String> properties,
      DuckSession session,
      Instant ingestedAt) {
    this.tables = tables;
    this.identifier = identifier;
    this.promoteTypes = promoteTypes;
    this.properties = properties;
    this.session = session;
    this.ingestedAt = ingestedAt;
    Optional<Table> table = tables.find(identifier);
    this.existing = new HashMap<>();
    table.ifPresent(found ->
        found.schema().columns().forEach(field -> existing.put(field.name(), field.type())));
  }

  DuckSession session() {
    return session;
  }

  Instant ingestedAt() {
    return ingestedAt;
  }

  /**
   * The type that a column is to have.
   *
   * @param needed the type that the values of the files need
   */
  Type typeOf(String column, Type needed) {
    Type has = existing.get(column);
    if (has == null) {
      return needed;
    }
    Type wider = ColumnTypes.common(has, needed);
    return promoteTypes && ColumnTypes.canPromote(has, wider) ? wider : has;
  }

  /** Replaces the rows of files by those of a SELECT with the columns of the plan. */
  ChangeResult replace(List<InputFile> files, List<NestedField> columns, String select) {
    TableChange change =
        TableChange.of(
                new RowChange.ReplaceWhere(
                    Expressions.in(
                        AuditColumns.SOURCE_FILE, files.stream().map(InputFile::key).toArray()),
                    new RowSource(session, select)))
            .creating(
                new TableDefinition(
                    AuditColumns.addedTo(new Schema(columns)),
                    PartitionSpec.unpartitioned(),
                    SortOrder.unsorted(),
                    properties))
            .addingColumns(AuditColumns.addedTo(new Schema(columns)).columns())
            .promotingColumns(promotions(columns))
            .stamped(CommitStamp.none().withNote(SourceNote.NAME, SourceNote.write(files)));
    return tables.apply(identifier, change);
  }

  private Map<String, Type.PrimitiveType> promotions(List<NestedField> columns) {
    Map<String, Type.PrimitiveType> promotions = new HashMap<>();
    for (NestedField column : columns) {
      Type has = existing.get(column.name());
      if (has != null && !has.equals(column.type())) {
        promotions.put(column.name(), column.type().asPrimitiveType());
      }
    }
    return promotions;
  }

  /** Those of the columns that the table did not have. */
  List<String> added(List<NestedField> columns) {
    return columns.stream()
        .map(NestedField::name)
        .filter(name -> !existing.containsKey(name))
        .toList();
  }

  /** Where rows that do not fit are set aside. */
  Quarantine quarantine() {
    return new Quarantine(tables, identifier, session, ingestedAt);
  }
}
