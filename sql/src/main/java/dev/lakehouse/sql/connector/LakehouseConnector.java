package dev.lakehouse.sql.connector;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.table.Tables;
import io.trino.spi.connector.Connector;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTransactionHandle;
import io.trino.spi.transaction.IsolationLevel;
import java.util.UUID;

/** The connector of the lakehouse's tables. Thread-safe; each transaction has its own metadata. */
public final class LakehouseConnector implements Connector {
  private final Tables tables;

  public LakehouseConnector(Tables tables) {
    this.tables = requireNonNull(tables, "tables is null");
  }

  @Override
  public ConnectorTransactionHandle beginTransaction(
      IsolationLevel isolationLevel, boolean readOnly, boolean autoCommit) {
    return new LakehouseTransaction(UUID.randomUUID(), new LakehouseMetadata(tables));
  }

  @Override
  public ConnectorMetadata getMetadata(
      ConnectorSession session, ConnectorTransactionHandle transaction) {
    return ((LakehouseTransaction) transaction).metadata();
  }

  /** A transaction: what it has read of the tables' definitions. */
  private record LakehouseTransaction(UUID id, LakehouseMetadata metadata)
      implements ConnectorTransactionHandle {}
}
