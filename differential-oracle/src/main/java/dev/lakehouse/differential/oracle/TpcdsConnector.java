package dev.lakehouse.differential.oracle;

import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.Connector;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorRecordSetProvider;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorSplit;
import io.trino.spi.connector.ConnectorSplitManager;
import io.trino.spi.connector.ConnectorSplitSource;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.ConnectorTransactionHandle;
import io.trino.spi.connector.Constraint;
import io.trino.spi.connector.DynamicFilter;
import io.trino.spi.connector.FixedSplitSource;
import io.trino.spi.connector.RecordSet;
import io.trino.spi.transaction.IsolationLevel;
import java.util.List;

/** Each table is one split, made while it is read. */
public final class TpcdsConnector implements Connector {
  public enum Transaction implements ConnectorTransactionHandle {
    READ
  }

  /** All of a table. */
  public record Split() implements ConnectorSplit {}

  @Override
  public ConnectorTransactionHandle beginTransaction(
      IsolationLevel isolation, boolean readOnly, boolean autoCommit) {
    return Transaction.READ;
  }

  @Override
  public ConnectorMetadata getMetadata(
      ConnectorSession session, ConnectorTransactionHandle transaction) {
    return new TpcdsMetadata();
  }

  @Override
  public ConnectorSplitManager getSplitManager() {
    return new ConnectorSplitManager() {
      @Override
      public ConnectorSplitSource getSplits(
          ConnectorTransactionHandle transaction,
          ConnectorSession session,
          ConnectorTableHandle table,
          DynamicFilter dynamicFilter,
          Constraint constraint) {
        return new FixedSplitSource(new Split());
      }
    };
  }

  @Override
  public ConnectorRecordSetProvider getRecordSetProvider() {
    return new ConnectorRecordSetProvider() {
      @Override
      public RecordSet getRecordSet(
          ConnectorTransactionHandle transaction,
          ConnectorSession session,
          ConnectorSplit split,
          ConnectorTableHandle table,
          List<? extends ColumnHandle> columns) {
        return TpcdsRows.of(
            (TpcdsMetadata.Table) table,
            columns.stream().map(column -> (TpcdsMetadata.Column) column).toList());
      }
    };
  }
}
