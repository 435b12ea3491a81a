package dev.lakehouse.ingest.load;

import static org.apache.iceberg.types.Types.NestedField.optional;

import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import dev.lakehouse.table.write.RowSource;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;

/**
 * The table beside a table that has the rows that did not fit: file, line, column, reason and text.
 * It is written before the table itself, so that a row is never in neither of them.
 */
public final class Quarantine {
  /** What a table's name gets to be that of its quarantine. */
  public static final String SUFFIX = "__quarantine";

  private static final Schema SCHEMA =
      new Schema(
          optional(1, "file", Types.StringType.get()),
          optional(2, "line", Types.LongType.get()),
          optional(3, "column_name", Types.StringType.get()),
          optional(4, "reason", Types.StringType.get()),
          optional(5, "raw", Types.StringType.get()),
          optional(6, AuditColumns.INGESTED_AT, Types.TimestampType.withZone()));

  private final Tables tables;
  private final TableIdentifier identifier;
  private final DuckSession session;
  private final Instant ingestedAt;

  /** The quarantine of a table, for rows that are ingested at a time. */
  public Quarantine(Tables tables, TableIdentifier table, DuckSession session, Instant ingestedAt) {
    this.tables = tables;
    this.identifier = TableIdentifier.of(table.namespace(), table.name() + SUFFIX);
    this.session = session;
    this.ingestedAt = ingestedAt;
  }

  /**
   * Sets rows aside in place of those that earlier loads of the same files had.
   *
   * @param files the keys of the files
   * @param selects SELECTs of {@code file, line, column, reason, raw}; none if every row fits now
   */
  public void replace(List<String> files, List<String> selects) {
    Expression ofFiles = Expressions.in("file", files.toArray());
    if (selects.isEmpty()) {
      if (tables.find(identifier).isPresent()) {
        tables.apply(identifier, TableChange.of(new RowChange.DeleteWhere(ofFiles)));
      }
      return;
    }
    String rows =
        selects.stream()
            .map(select ->
                "SELECT file, line, \"column\" AS column_name, reason, raw, TIMESTAMPTZ %s AS %s FROM (%s)"
                    .formatted(
                        SqlText.literal(ingestedAt.toString()), AuditColumns.INGESTED_AT, select))
            .collect(Collectors.joining(" UNION ALL "));
    tables.apply(
        identifier,
        TableChange.of(new RowChange.ReplaceWhere(ofFiles, new RowSource(session, rows)))
            .creating(TableDefinition.of(SCHEMA)));
  }
}
