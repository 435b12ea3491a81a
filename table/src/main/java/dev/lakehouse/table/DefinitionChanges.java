package dev.lakehouse.table;

import static dev.lakehouse.table.IcebergErrors.committed;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.catalog.CommitGate;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes, renames and drops namespaces and tables, and changes what a table is made of. Each call is
 * one commit, and waits for changes of the table that are under way. Thread-safe.
 *
 * <p>All methods report a database or store that fails as a {@link LakehouseException} UNAVAILABLE,
 * something that is missing as NOT_FOUND and something that is in the way as ALREADY_EXISTS.
 */
public final class DefinitionChanges {
  private static final Logger log = LoggerFactory.getLogger(DefinitionChanges.class);
  private static final int ATTEMPTS = 10;

  private final Tables tables;
  private final LakehouseCatalog catalog;
  private final CommitGate gate;

  DefinitionChanges(Tables tables, CommitGate gate) {
    this.tables = requireNonNull(tables, "tables is null");
    this.catalog = tables.catalog();
    this.gate = requireNonNull(gate, "gate is null");
  }

  /** Makes a namespace. */
  public void createNamespace(Namespace namespace, Map<String, String> properties) {
    committed(
        "make the namespace " + namespace,
        () -> {
          catalog.createNamespace(namespace, properties);
          return true;
        });
  }

  /**
   * Drops an empty namespace.
   *
   * @throws LakehouseException INVALID_ARGUMENT if there is something in it
   */
  public void dropNamespace(Namespace namespace) {
    boolean dropped =
        committed(
            "drop the namespace " + namespace,
            () -> {
              try {
                return catalog.dropNamespace(namespace);
              } catch (NamespaceNotEmptyException e) {
                throw LakehouseException.of(ErrorCode.INVALID_ARGUMENT, e.getMessage()).causedBy(e);
              }
            });
    if (!dropped) {
      throw LakehouseException.of(ErrorCode.NOT_FOUND, "there is no namespace " + namespace);
    }
  }

  /** Makes a table in a namespace that is there. Its first snapshot is that of no rows. */
  public void create(TableIdentifier identifier, TableDefinition definition) {
    committed(
        "make " + identifier,
        () -> commitEmpty(builder(identifier, definition).createTransaction()));
  }

  /** Makes a table, or makes an existing one another that is empty; its history stays. */
  public void createOrReplace(TableIdentifier identifier, TableDefinition definition) {
    committed(
        "make " + identifier,
        () ->
            gate.exclusive(
                identifier,
                () -> commitEmpty(builder(identifier, definition).createOrReplaceTransaction())));
  }

  /** As Trino does it: so the empty table, too, can be read again and gone back to. */
  private static boolean commitEmpty(Transaction transaction) {
    transaction.newFastAppend().commit();
    transaction.commitTransaction();
    return true;
  }

  private Catalog.TableBuilder builder(TableIdentifier identifier, TableDefinition definition) {
    return definition.builder(catalog, identifier);
  }

  /** Drops a table and deletes its files. */
  public void drop(TableIdentifier identifier) {
    boolean dropped =
        committed(
            "drop " + identifier,
            () -> gate.exclusive(identifier, () -> catalog.dropTable(identifier, true)));
    if (!dropped) {
      throw missing(identifier);
    }
  }

  /** Takes a table out of the catalog and leaves its files where they are. */
  public void unregister(TableIdentifier identifier) {
    boolean dropped =
        committed(
            "unregister " + identifier,
            () -> gate.exclusive(identifier, () -> catalog.dropTable(identifier, false)));
    if (!dropped) {
      throw missing(identifier);
    }
  }

  /** Gives a table another name; its files stay where they are. */
  public void rename(TableIdentifier from, TableIdentifier to) {
    committed(
        "rename " + from,
        () ->
            gate.exclusive(
                from,
                () -> {
                  catalog.renameTable(from, to);
                  return true;
                }));
  }

  /**
   * Changes a table in one commit.
   *
   * @param change what is done to the transaction, whose updates it commits but not the transaction
   *     itself; runs again if another writer comes in between
   * @throws LakehouseException CONFLICT if other writers win again and again
   */
  public void change(TableIdentifier identifier, Consumer<Transaction> change) {
    committed(
        "change " + identifier,
        () ->
            gate.exclusive(
                identifier,
                () -> {
                  for (int attempt = 1; ; attempt++) {
                    try {
                      attempt(identifier, change);
                      return true;
                    } catch (CommitFailedException | FixedBaseOperations.BaseChangedException e) {
                      log.debug("attempt {} to change {} was overtaken", attempt, identifier, e);
                      if (attempt == ATTEMPTS) {
                        throw LakehouseException.of(
                                ErrorCode.CONFLICT,
                                "%s: other writers changed it %d times in a row"
                                    .formatted(identifier, attempt),
                                "try again when they are done")
                            .causedBy(e);
                      }
                    }
                  }
                }));
  }

  private void attempt(TableIdentifier identifier, Consumer<Transaction> change) {
    Table table = tables.load(identifier);
    Transaction transaction =
        Transactions.newTransaction(
            identifier.toString(),
            new FixedBaseOperations(
                identifier.toString(), ((HasTableOperations) table).operations()));
    change.accept(transaction);
    transaction.commitTransaction();
  }

  private static LakehouseException missing(TableIdentifier identifier) {
    return LakehouseException.of(ErrorCode.NOT_FOUND, "there is no table " + identifier);
  }
}
