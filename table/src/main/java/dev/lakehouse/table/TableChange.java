package dev.lakehouse.table;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/**
 * One change of a table, from its making to its rows, which takes place as a whole or not at all.
 *
 * @param createAs what to make if the table is missing; empty if it must be there
 * @param addColumns optional columns that the table gets if it lacks them (by name, in any case)
 * @param promoteColumns columns that get a wider type, if they do not have it yet
 * @param rows what happens to the rows
 * @param stamp what the commit says about itself
 */
public record TableChange(
    Optional<TableDefinition> createAs,
    List<NestedField> addColumns,
    Map<String, Type.PrimitiveType> promoteColumns,
    RowChange rows,
    CommitStamp stamp) {
  public TableChange {
    requireNonNull(createAs, "createAs is null");
    addColumns = List.copyOf(addColumns);
    promoteColumns = Map.copyOf(promoteColumns);
    requireNonNull(rows, "rows is null");
    requireNonNull(stamp, "stamp is null");
  }

  /** A change of the rows of a table that is there. */
  public static TableChange of(RowChange rows) {
    return new TableChange(Optional.empty(), List.of(), Map.of(), rows, CommitStamp.none());
  }

  /** The same change, making the table if it is missing. */
  public TableChange creating(TableDefinition definition) {
    return new TableChange(Optional.of(definition), addColumns, promoteColumns, rows, stamp);
  }

  /** The same change with columns that the table needs for it. */
  public TableChange addingColumns(List<NestedField> columns) {
    return new TableChange(createAs, columns, promoteColumns, rows, stamp);
  }

  /** The same change with wider types that the table needs for it. */
  public TableChange promotingColumns(Map<String, Type.PrimitiveType> types) {
    return new TableChange(createAs, addColumns, types, rows, stamp);
  }

  /** The same change with another stamp. */
  public TableChange stamped(CommitStamp newStamp) {
    return new TableChange(createAs, addColumns, promoteColumns, rows, newStamp);
  }
}
