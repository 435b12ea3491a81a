package dev.lakehouse.table.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.iceberg.BaseMetastoreTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;

/**
 * The pointer to one table's current metadata, in the tables of Iceberg's JDBC catalog (schema
 * version V1).
 *
 * <p>Iceberg's own operations run a lost statement again; if the first one had been carried out the
 * second finds the pointer moved, reports a conflict, and the same rows are committed twice. Here a
 * statement whose answer was lost is looked up: it took place, it did not, or nobody knows.
 */
final class PostgresTableOperations extends BaseMetastoreTableOperations {
  private static final String WHERE =
      " WHERE catalog_name = ? AND table_namespace = ? AND table_name = ?"
          + " AND (iceberg_type = 'TABLE' OR iceberg_type IS NULL)";

  private static final int READ_RETRIES = 5;

  private final LakehouseCatalog catalog;
  private final DataSource database;
  private final FileIO io;
  private final MetadataCache cache;
  private final TableIdentifier identifier;

  PostgresTableOperations(
      LakehouseCatalog catalog,
      DataSource database,
      FileIO io,
      MetadataCache cache,
      TableIdentifier identifier) {
    this.catalog = catalog;
    this.database = database;
    this.io = io;
    this.cache = cache;
    this.identifier = identifier;
  }

  @Override
  protected String tableName() {
    return identifier.toString();
  }

  @Override
  public FileIO io() {
    return io;
  }

  /**
   * Reads the metadata that the pointer was found to lead to, or leads to by now: commits and a
   * drop delete the file to which it led before.
   *
   * @return false if the table was dropped meanwhile
   * @throws NotFoundException if the pointer leads to a file that is not there
   */
  boolean open(String found) {
    String location = found;
    while (true) {
      try {
        refreshFromMetadataLocation(location, null, READ_RETRIES, this::metadata);
        return true;
      } catch (NotFoundException e) {
        Optional<String> now = catalog.location(identifier);
        if (now.isEmpty()) {
          return false;
        }
        if (now.get().equals(location)) {
          throw e;
        }
        location = now.get();
      }
    }
  }

  @Override
  protected void doRefresh() {
    Optional<String> location = catalog.location(identifier);
    if (location.isPresent() && open(location.get())) {
      return;
    }
    if (currentMetadataLocation() != null) {
      throw new NoSuchTableException("Table does not exist: %s", identifier);
    }
    disableRefresh();
  }

  @Override
  protected void doCommit(TableMetadata base, TableMetadata metadata) {
    boolean newTable = base == null;
    if (newTable) {
      requireFreeName();
    }
    String location = writeNewMetadataIfRequired(newTable, metadata);
    try {
      int moved = newTable ? insert(location) : update(base.metadataFileLocation(), location);
      if (moved == 0) {
        discard(location, metadata);
        throw new CommitFailedException("%s was changed by another writer", identifier);
      }
      cache.put(
          location,
          TableMetadata.buildFrom(metadata)
              .discardChanges()
              .withMetadataLocation(location)
              .build());
    } catch (SQLException e) {
      if (CatalogErrors.UNIQUE_VIOLATION.equals(e.getSQLState())) {
        discard(location, metadata);
        throw new AlreadyExistsException(e, "Table already exists: %s", identifier);
      }
      resolveLostAnswer(location, metadata, e);
    }
  }

  /** A table that is registered brings its file along, which is not ours to delete. */
  private void discard(String location, TableMetadata metadata) {
    if (!location.equals(metadata.metadataFileLocation())) {
      io.deleteFile(location);
    }
  }

  private TableMetadata metadata(String location) {
    return cache.get(io.newInputFile(location));
  }

  private void resolveLostAnswer(String location, TableMetadata metadata, SQLException e) {
    switch (checkCommitStatus(location, metadata)) {
      case SUCCESS -> {}
      case FAILURE -> throw CatalogErrors.unavailable("commit to " + identifier, e);
      case UNKNOWN -> throw new CommitStateUnknownException(e);
    }
  }

  private void requireFreeName() {
    if (!catalog.namespaceExists(identifier.namespace())) {
      throw new NoSuchNamespaceException(
          "Cannot create table %s. Namespace does not exist: %s",
          identifier, identifier.namespace());
    }
    if (catalog.viewExists(identifier)) {
      throw new AlreadyExistsException("View with same name already exists: %s", identifier);
    }
  }

  private int insert(String location) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "INSERT INTO iceberg_tables (catalog_name, table_namespace, table_name,"
                    + " metadata_location, previous_metadata_location, iceberg_type)"
                    + " VALUES (?, ?, ?, ?, NULL, 'TABLE')")) {
      bindName(statement, 1);
      statement.setString(4, location);
      return statement.executeUpdate();
    }
  }

  private int update(String from, String to) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "UPDATE iceberg_tables SET metadata_location = ?, previous_metadata_location = ?"
                    + WHERE
                    + " AND metadata_location = ?")) {
      statement.setString(1, to);
      statement.setString(2, from);
      bindName(statement, 3);
      statement.setString(6, from);
      return statement.executeUpdate();
    }
  }

  /** A namespace as the catalog's tables have it. */
  static String text(Namespace namespace) {
    return String.join(".", namespace.levels());
  }

  private void bindName(PreparedStatement statement, int first) throws SQLException {
    statement.setString(first, catalog.name());
    statement.setString(first + 1, text(identifier.namespace()));
    statement.setString(first + 2, identifier.name());
  }
}
