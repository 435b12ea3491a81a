package dev.lakehouse.table;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DeleteFiles;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;

/** What a change of rows is committed to: a table at once, or a transaction that does more. */
sealed interface CommitTarget {
  /** The table as the rows are written for it. */
  Table table();

  AppendFiles newAppend();

  DeleteFiles newDelete();

  RowDelta newRowDelta();

  /** Commits what is not committed yet; true if there was something. */
  boolean finish();

  /** The table as it is after the commit. */
  Table committed();

  /** Each update commits by itself. */
  record Direct(Table table) implements CommitTarget {
    @Override
    public AppendFiles newAppend() {
      return table.newAppend();
    }

    @Override
    public DeleteFiles newDelete() {
      return table.newDelete();
    }

    @Override
    public RowDelta newRowDelta() {
      return table.newRowDelta();
    }

    @Override
    public boolean finish() {
      return false;
    }

    @Override
    public Table committed() {
      return table;
    }
  }

  /** All updates commit together at the end. */
  record InTransaction(Transaction transaction) implements CommitTarget {
    @Override
    public Table table() {
      return transaction.table();
    }

    @Override
    public AppendFiles newAppend() {
      return transaction.newAppend();
    }

    @Override
    public DeleteFiles newDelete() {
      return transaction.newDelete();
    }

    @Override
    public RowDelta newRowDelta() {
      return transaction.newRowDelta();
    }

    @Override
    public boolean finish() {
      transaction.commitTransaction();
      return true;
    }

    @Override
    public Table committed() {
      return transaction.table();
    }
  }
}
