package dev.lakehouse.sql.connector;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.connector.metadata.AllTables;
import dev.lakehouse.table.Tables;
import io.trino.FeaturesConfig;
import io.trino.metadata.TypeRegistry;
import io.trino.plugin.base.security.AllowAllAccessControl;
import io.trino.spi.connector.Connector;
import io.trino.spi.connector.ConnectorAccessControl;
import io.trino.spi.connector.ConnectorCapabilities;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTransactionHandle;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.connector.SystemTable;
import io.trino.spi.connector.TableProcedureMetadata;
import io.trino.spi.session.PropertyMetadata;
import io.trino.spi.transaction.IsolationLevel;
import io.trino.spi.type.TypeManager;
import io.trino.spi.type.TypeOperators;
import io.trino.type.InternalTypeManager;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** The connector of the lakehouse's tables. Thread-safe; each transaction has its own metadata. */
public final class LakehouseConnector implements Connector {
  private final Supplier<Tables> tables;
  private final TypeManager types =
      new InternalTypeManager(new TypeRegistry(new TypeOperators(), new FeaturesConfig()));

  public LakehouseConnector(Tables tables) {
    this(() -> tables);
    requireNonNull(tables, "tables is null");
  }

  /**
   * The connector of tables that need not be there yet.
   *
   * @param tables asked when a statement needs them; waits until they are there
   */
  public LakehouseConnector(Supplier<Tables> tables) {
    this.tables = requireNonNull(tables, "tables is null");
  }

  @Override
  public Set<ConnectorCapabilities> getCapabilities() {
    return Set.of(ConnectorCapabilities.NOT_NULL_COLUMN_CONSTRAINT);
  }

  @Override
  public List<PropertyMetadata<?>> getSchemaProperties() {
    return Schemas.PROPERTIES;
  }

  /** Everybody may do everything; Trino's own catalogs say so, too, and that they know no roles. */
  @Override
  public ConnectorAccessControl getAccessControl() {
    return new AllowAllAccessControl();
  }

  @Override
  public Set<SystemTable> getSystemTables() {
    return Set.of(AllTables.of(tables));
  }

  @Override
  public List<PropertyMetadata<?>> getAnalyzeProperties() {
    return AnalyzeProperties.ALL;
  }

  @Override
  public List<PropertyMetadata<?>> getTableProperties() {
    return LakehouseTableProperties.all();
  }

  @Override
  public List<PropertyMetadata<?>> getSessionProperties() {
    return CatalogSessionProperties.all();
  }

  @Override
  public Set<TableProcedureMetadata> getTableProcedures() {
    return TableProcedure.all();
  }

  @Override
  public ConnectorTransactionHandle beginTransaction(
      IsolationLevel isolationLevel, boolean readOnly, boolean autoCommit) {
    return new LakehouseTransaction(UUID.randomUUID(), new LakehouseMetadata(tables.get(), types));
  }

  @Override
  public ConnectorMetadata getMetadata(
      ConnectorSession session, ConnectorTransactionHandle transaction) {
    return ((LakehouseTransaction) transaction).metadata();
  }

  /** Says which tables a transaction will ask for, so that they are looked up all at once. */
  public void expect(ConnectorTransactionHandle transaction, Collection<SchemaTableName> names) {
    ((LakehouseTransaction) transaction).metadata().expect(names);
  }

  /** A transaction: what it has read of the tables' definitions. */
  private record LakehouseTransaction(UUID id, LakehouseMetadata metadata)
      implements ConnectorTransactionHandle {}
}
