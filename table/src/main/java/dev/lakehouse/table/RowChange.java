package dev.lakehouse.table;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.table.write.RowSource;
import java.util.List;
import org.apache.iceberg.expressions.Expression;

/** What happens to the rows of a table in one commit. */
public sealed interface RowChange {
  /** Rows are added. */
  record Append(RowSource rows) implements RowChange {
    public Append {
      requireNonNull(rows, "rows is null");
    }
  }

  /** The rows that match go, the new ones come. */
  record ReplaceWhere(Expression filter, RowSource rows) implements RowChange {
    public ReplaceWhere {
      requireNonNull(filter, "filter is null");
      requireNonNull(rows, "rows is null");
    }
  }

  /**
   * A row with the same key is replaced, any other is added. Keys are equal if all of their columns
   * are equal and not NULL; the new rows must have no key twice and no NULL in a key.
   */
  record Upsert(List<String> key, RowSource rows) implements RowChange {
    public Upsert {
      key = List.copyOf(key);
      requireNonNull(rows, "rows is null");
      if (key.isEmpty()) {
        throw new IllegalArgumentException("key is empty");
      }
    }
  }

  /** The rows that match go. */
  record DeleteWhere(Expression filter) implements RowChange {
    public DeleteWhere {
      requireNonNull(filter, "filter is null");
    }
  }

  /**
   * Rows go by their place, as a reader of a snapshot found them, and others come. If another
   * writer has changed the table since, the change fails with CONFLICT: what to do has to be worked
   * out again.
   *
   * @param snapshotId the snapshot that was read
   * @param removed columns {@code PlannedScan.FILE_COLUMN} and {@code PlannedScan.POSITION_COLUMN},
   *     each place once
   * @param added the rows that come
   */
  record ReplaceRows(long snapshotId, RowSource removed, RowSource added) implements RowChange {
    public ReplaceRows {
      requireNonNull(removed, "removed is null");
      requireNonNull(added, "added is null");
    }
  }

  /** All rows go. */
  record Truncate() implements RowChange {}

  /** No row changes; only the state that the commit carries does. */
  record StateOnly() implements RowChange {}
}
