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
 * @param createAs what to make; empty if the table must be there
 * @param creation when to make it
 * @param addColumns optional columns that the table gets if it lacks them (by name, in any case)
 * @param promoteColumns columns that get a wider type, if they do not have it yet
 * @param rows what happens to the rows
 * @param stamp what the commit says about itself
 */
public record TableChange(
    Optional<TableDefinition> createAs,
    Creation creation,
    List<NestedField> addColumns,
    Map<String, Type.PrimitiveType> promoteColumns,
    RowChange rows,
    CommitStamp stamp) {
  /** When a change makes its table. */
  public enum Creation {
    /** If it is missing; a table that is there is changed. */
    IF_MISSING,
    /** In any case; a table that is there makes the change fail. */
    NEW_ONLY,
    /** In any case; a table that is there becomes the new one, and keeps its history. */
    REPLACE
  }

  public TableChange {
    requireNonNull(createAs, "createAs is null");
    requireNonNull(creation, "creation is null");
    addColumns = List.copyOf(addColumns);
    promoteColumns = Map.copyOf(promoteColumns);
    requireNonNull(rows, "rows is null");
    requireNonNull(stamp, "stamp is null");
  }

  /** A change of the rows of a table that is there. */
  public static TableChange of(RowChange rows) {
    return new TableChange(
        Optional.empty(), Creation.IF_MISSING, List.of(), Map.of(), rows, CommitStamp.none());
  }

  /** The same change, making the table if it is missing. */
  public TableChange creating(TableDefinition definition) {
    return creating(definition, Creation.IF_MISSING);
  }

  /** The same change, making the table. */
  public TableChange creating(TableDefinition definition, Creation when) {
    return new TableChange(Optional.of(definition), when, addColumns, promoteColumns, rows, stamp);
  }

  /** The same change with columns that the table needs for it. */
  public TableChange addingColumns(List<NestedField> columns) {
    return new TableChange(createAs, creation, columns, promoteColumns, rows, stamp);
  }

  /** The same change with wider types that the table needs for it. */
  public TableChange promotingColumns(Map<String, Type.PrimitiveType> types) {
    return new TableChange(createAs, creation, addColumns, types, rows, stamp);
  }

  /** The same change with another stamp. */
  public TableChange stamped(CommitStamp newStamp) {
    return new TableChange(createAs, creation, addColumns, promoteColumns, rows, newStamp);
  }
}
