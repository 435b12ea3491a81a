package dev.lakehouse.serve.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.view.View;
import org.apache.iceberg.view.ViewBuilder;

/**
 * Iceberg's JDBC catalog with what the REST specification wants beyond it:
 *
 * <ul>
 *   <li>A level of a namespace may hold a dot. The JDBC catalog joins levels with dots, so there a
 *       dot, and the percent sign that marks it, are percent-encoded.
 *   <li>A table or a view is made only in a namespace that exists.
 *   <li>Registering can replace a table.
 * </ul>
 *
 * Thread-safe.
 */
final class ServedCatalog implements Catalog, ViewCatalog, SupportsNamespaces {
  private final JdbcCatalog catalog;
  private final TablePointers pointers;

  ServedCatalog(JdbcCatalog catalog, TablePointers pointers) {
    this.catalog = catalog;
    this.pointers = pointers;
  }

  /** A table's or a view's name as the JDBC catalog has it. */
  TableIdentifier storedName(TableIdentifier served) {
    return TableIdentifier.of(stored(served.namespace()), served.name());
  }

  @Override
  public String name() {
    return catalog.name();
  }

  @Override
  public void initialize(String name, Map<String, String> properties) {
    throw new UnsupportedOperationException("the catalog was initialised before it is served");
  }

  @Override
  public void createNamespace(Namespace namespace, Map<String, String> metadata) {
    catalog.createNamespace(stored(namespace), metadata);
  }

  @Override
  public List<Namespace> listNamespaces(Namespace parent) {
    return catalog.listNamespaces(stored(parent)).stream().map(ServedCatalog::served).toList();
  }

  @Override
  public Map<String, String> loadNamespaceMetadata(Namespace namespace) {
    return catalog.loadNamespaceMetadata(stored(namespace));
  }

  @Override
  public boolean namespaceExists(Namespace namespace) {
    return catalog.namespaceExists(stored(namespace));
  }

  @Override
  public boolean dropNamespace(Namespace namespace) {
    return catalog.dropNamespace(stored(namespace));
  }

  @Override
  public boolean setProperties(Namespace namespace, Map<String, String> properties) {
    return catalog.setProperties(stored(namespace), properties);
  }

  @Override
  public boolean removeProperties(Namespace namespace, Set<String> properties) {
    return catalog.removeProperties(stored(namespace), properties);
  }

  @Override
  public List<TableIdentifier> listTables(Namespace namespace) {
    return served(catalog.listTables(stored(namespace)));
  }

  @Override
  public Table loadTable(TableIdentifier table) {
    return catalog.loadTable(storedName(table));
  }

  @Override
  public boolean tableExists(TableIdentifier table) {
    return catalog.tableExists(storedName(table));
  }

  @Override
  public TableBuilder buildTable(TableIdentifier table, Schema schema) {
    requireNamespace(table);
    return catalog.buildTable(storedName(table), schema);
  }

  @Override
  public boolean dropTable(TableIdentifier table, boolean purge) {
    return catalog.dropTable(storedName(table), purge);
  }

  @Override
  public void renameTable(TableIdentifier from, TableIdentifier to) {
    catalog.renameTable(storedName(from), storedName(to));
  }

  @Override
  public Table registerTable(TableIdentifier table, String metadataLocation, boolean overwrite) {
    requireNamespace(table);
    TableIdentifier stored = storedName(table);
    if (!overwrite || !catalog.tableExists(stored)) {
      return catalog.registerTable(stored, metadataLocation);
    }
    TableOperations current = ((BaseTable) catalog.loadTable(stored)).operations();
    // It must be readable metadata, or the table would be lost.
    TableMetadataParser.read(current.io().newInputFile(metadataLocation));
    try {
      pointers.moveAll(
          List.of(
              new TablePointers.Move(
                  stored,
                  Optional.of(current.current().metadataFileLocation()),
                  metadataLocation)));
    } catch (TablePointers.ConflictException e) {
      throw new CommitFailedException(e, "%s", e.getMessage());
    }
    return catalog.loadTable(stored);
  }

  @Override
  public List<TableIdentifier> listViews(Namespace namespace) {
    return served(catalog.listViews(stored(namespace)));
  }

  @Override
  public View loadView(TableIdentifier view) {
    return catalog.loadView(storedName(view));
  }

  @Override
  public boolean viewExists(TableIdentifier view) {
    return catalog.viewExists(storedName(view));
  }

  @Override
  public ViewBuilder buildView(TableIdentifier view) {
    requireNamespace(view);
    return catalog.buildView(storedName(view));
  }

  @Override
  public boolean dropView(TableIdentifier view) {
    return catalog.dropView(storedName(view));
  }

  @Override
  public void renameView(TableIdentifier from, TableIdentifier to) {
    catalog.renameView(storedName(from), storedName(to));
  }

  @Override
  public View registerView(TableIdentifier view, String metadataLocation) {
    requireNamespace(view);
    return catalog.registerView(storedName(view), metadataLocation);
  }

  private void requireNamespace(TableIdentifier identifier) {
    if (!namespaceExists(identifier.namespace())) {
      throw new NoSuchNamespaceException("Namespace does not exist: %s", identifier.namespace());
    }
  }

  private static List<TableIdentifier> served(List<TableIdentifier> stored) {
    return stored.stream()
        .map(identifier -> TableIdentifier.of(served(identifier.namespace()), identifier.name()))
        .toList();
  }

  private static Namespace stored(Namespace served) {
    return Namespace.of(
        Arrays.stream(served.levels())
            .map(level -> level.replace("%", "%25").replace(".", "%2E"))
            .toArray(String[]::new));
  }

  private static Namespace served(Namespace stored) {
    return Namespace.of(
        Arrays.stream(stored.levels()).map(ServedCatalog::decoded).toArray(String[]::new));
  }

  private static String decoded(String level) {
    return level.replace("%2E", ".").replace("%25", "%");
  }
}
