package dev.lakehouse.table;

import static dev.lakehouse.table.IcebergErrors.translated;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.error.RootCause;
import dev.lakehouse.table.catalog.CommitGate;
import dev.lakehouse.table.catalog.Database;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import dev.lakehouse.table.catalog.RunningWrites;
import dev.lakehouse.table.change.RowRemover;
import dev.lakehouse.table.duckdb.DuckDb;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.scan.TableScanner;
import dev.lakehouse.table.store.ObjectStore;
import dev.lakehouse.table.write.TableFileWriter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.SnapshotUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of a lakehouse: the one way to change and to read them. Thread-safe.
 *
 * <p>{@link #apply} makes a change in one Iceberg commit. It survives contention: what another
 * writer makes impossible is worked out again from the table as it then is. A crash at any point
 * leaves the table as it was before or as it is after, and files that no snapshot knows.
 */
public final class Tables {
  private static final Logger log = LoggerFactory.getLogger(Tables.class);
  private static final int ATTEMPTS = 30;

  private final LakehouseCatalog catalog;
  private final ObjectStore store;
  private final DuckDb duckdb;
  private final CommitGate gate;
  private final RunningWrites writes;
  private final TableScanner scanner;
  private final TableFileWriter writer;
  private final RowRemover remover;

  public Tables(LakehouseCatalog catalog, Database database, ObjectStore store, DuckDb duckdb) {
    this.catalog = requireNonNull(catalog, "catalog is null");
    this.store = requireNonNull(store, "store is null");
    this.duckdb = requireNonNull(duckdb, "duckdb is null");
    this.gate = new CommitGate(database);
    this.writes = database.writes();
    this.scanner = new TableScanner(store);
    this.writer = new TableFileWriter(store);
    this.remover = new RowRemover(scanner, writer);
  }

  /** The catalog behind the tables. */
  public LakehouseCatalog catalog() {
    return catalog;
  }

  /** The store with the tables' files. */
  public ObjectStore store() {
    return store;
  }

  /** What the names of a table's snapshots point to. */
  public SnapshotReferences references() {
    return new SnapshotReferences(this, gate);
  }

  /** What makes, changes and drops the tables themselves. */
  public DefinitionChanges definitions() {
    return new DefinitionChanges(this, gate);
  }

  /** What lets the platform's writers of a table take turns. */
  public CommitGate gate() {
    return gate;
  }

  /** The writes that are under way. */
  public RunningWrites writes() {
    return writes;
  }

  /** The views beside the tables. */
  public Views views() {
    return new Views(catalog);
  }

  /** A session of the engine, for rows to write and for scans. */
  public DuckSession session() {
    return duckdb.session();
  }

  /** The names of all tables, namespace by namespace. */
  public List<TableIdentifier> list() {
    return translated("list the namespaces", catalog::listNamespaces).stream()
        .sorted((left, right) -> left.toString().compareTo(right.toString()))
        .flatMap(namespace -> list(namespace).stream())
        .toList();
  }

  /** The names of the tables in a namespace. */
  public List<TableIdentifier> list(Namespace namespace) {
    return translated("list the tables of " + namespace, () -> catalog.listTables(namespace))
        .stream()
        .sorted((left, right) -> left.name().compareTo(right.name()))
        .toList();
  }

  /** Makes a namespace; false if it is there already. */
  public boolean createNamespace(Namespace namespace) {
    return translated(
        "make the namespace " + namespace,
        () -> {
          if (catalog.namespaceExists(namespace)) {
            return false;
          }
          try {
            catalog.createNamespace(namespace);
            return true;
          } catch (AlreadyExistsException e) {
            log.debug("another writer made the namespace {} at the same time", namespace, e);
            return false;
          }
        });
  }

  /** A table as it is now, or empty if there is none. */
  public Optional<Table> find(TableIdentifier identifier) {
    return Optional.ofNullable(find(List.of(identifier)).get(identifier));
  }

  /**
   * Tables as they are now, looked up all at once; those that are not there are left out.
   *
   * @throws LakehouseException UNAVAILABLE if the catalog or the metadata of one cannot be read
   */
  public Map<TableIdentifier, Table> find(Collection<TableIdentifier> identifiers) {
    return translated(
        "read " + LakehouseCatalog.describe(identifiers), () -> catalog.loadTables(identifiers));
  }

  /**
   * A table as it is now.
   *
   * @throws LakehouseException NOT_FOUND if there is none
   */
  public Table load(TableIdentifier identifier) {
    return find(identifier).orElseThrow(() -> missing(identifier));
  }

  private static LakehouseException missing(TableIdentifier identifier) {
    return LakehouseException.of(
        ErrorCode.NOT_FOUND,
        "there is no table " + identifier,
        "'tables' lists those that are there");
  }

  /** Makes a table, and its namespace if need be; false if it is there already. */
  public boolean create(TableIdentifier identifier, TableDefinition definition) {
    createNamespace(identifier.namespace());
    if (find(identifier).isPresent()) {
      return false;
    }
    return translated(
        "make " + identifier,
        () -> {
          try {
            builder(identifier, definition).create();
            return true;
          } catch (AlreadyExistsException e) {
            log.debug("another writer made the table {} at the same time", identifier, e);
            return false;
          } catch (CommitStateUnknownException e) {
            throw unknown(identifier, e);
          }
        });
  }

  /** Plans a scan of a table in a session. */
  public PlannedScan scan(TableIdentifier identifier, ScanRequest request, DuckSession session) {
    return scan(load(identifier), request, session);
  }

  /** Plans a scan of a table as it was loaded. */
  public PlannedScan scan(Table table, ScanRequest request, DuckSession session) {
    return translated("read " + table.name(), () -> scanner.plan(table, request, session));
  }

  /** The state that the newest commits of a branch carry; empty if they carry none. */
  public Map<String, String> state(TableIdentifier identifier, String branch) {
    return find(identifier).map(table -> state(table, branch)).orElseGet(Map::of);
  }

  private static Map<String, String> state(Table table, String branch) {
    return CommitStamp.stateOf(ancestors(table, branch));
  }

  private static Iterable<Snapshot> ancestors(Table table, String branch) {
    Snapshot latest = BranchHead.of(table, branch);
    return latest == null
        ? List.of()
        : SnapshotUtil.ancestorsOf(latest.snapshotId(), table::snapshot);
  }

  /**
   * Makes a change, in one commit.
   *
   * @throws LakehouseException INVALID_DATA if rows do not fit the table, NOT_FOUND if the table is
   *     missing and the change does not make it, CONFLICT if other writers win again and again,
   *     COMMIT_STATE_UNKNOWN if the catalog's answer to the commit was lost for good
   */
  public ChangeResult apply(TableIdentifier identifier, TableChange change) {
    return translated("change " + identifier, () -> changed(identifier, change));
  }

  private ChangeResult changed(TableIdentifier identifier, TableChange change) {
    ChangeCommitter committer =
        new ChangeCommitter(store, duckdb::session, writer, remover, change);
    Optional<Table> table = find(identifier);
    if (table.isEmpty()) {
      if (change.createAs().isEmpty()) {
        throw missing(identifier);
      }
      createNamespace(identifier.namespace());
    }
    boolean fits =
        table.isPresent()
            && change.creation() == TableChange.Creation.IF_MISSING
            && !needsEvolution(table.get(), change);
    if (isPlainAppend(change) && fits) {
      return gate.shared(identifier, () -> attempts(identifier, committer, change, false));
    }
    return writes.during(() -> {
      if (fits && applied(table.get(), change).isEmpty()) {
        // Other writers need not wait for this.
        committer.write(table.get());
      }
      return gate.exclusive(identifier, () -> attempts(identifier, committer, change, true));
    });
  }

  private static boolean isPlainAppend(TableChange change) {
    return change.rows() instanceof RowChange.Append && change.stamp().token().isEmpty();
  }

  private ChangeResult attempts(
      TableIdentifier identifier,
      ChangeCommitter committer,
      TableChange change,
      boolean exclusive) {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(identifier, committer, change, exclusive);
      } catch (ValidationException
          | CommitFailedException
          | AlreadyExistsException
          | NoSuchTableException
          | FixedBaseOperations.BaseChangedException e) {
        committer.discardAttempt();
        log.debug("attempt {} to change {} was overtaken", attempt, identifier, e);
        if (attempt == ATTEMPTS || change.rows() instanceof RowChange.ReplaceRows) {
          committer.discard();
          throw LakehouseException.of(
                  ErrorCode.CONFLICT,
                  "%s: other writers changed the same rows (%d attempts): %s"
                      .formatted(identifier, attempt, e.getMessage()),
                  "try again when they are done")
              .causedBy(e);
        }
      } catch (CommitStateUnknownException e) {
        throw unknown(identifier, e);
      }
    }
  }

  private static LakehouseException unknown(
      TableIdentifier identifier, CommitStateUnknownException e) {
    return LakehouseException.of(
            ErrorCode.COMMIT_STATE_UNKNOWN,
            "%s: nobody knows whether the commit took place: %s"
                .formatted(identifier, RootCause.message(e)),
            "check that PostgreSQL runs, then run the same again: what is done is recognised")
        .causedBy(e);
  }

  private ChangeResult attempt(
      TableIdentifier identifier,
      ChangeCommitter committer,
      TableChange change,
      boolean exclusive) {
    Optional<Table> found = find(identifier);
    boolean replaces = change.creation() == TableChange.Creation.REPLACE;
    if (found.isPresent() && change.creation() == TableChange.Creation.NEW_ONLY) {
      committer.discard();
      throw LakehouseException.of(
          ErrorCode.ALREADY_EXISTS, "the table %s is there already".formatted(identifier));
    }
    if (found.isEmpty() || replaces) {
      TableDefinition definition = change.createAs().orElseThrow(() -> missing(identifier));
      Catalog.TableBuilder builder = builder(identifier, definition);
      Transaction transaction =
          replaces ? builder.createOrReplaceTransaction() : builder.createTransaction();
      evolve(transaction, change);
      return committer.commit(
          transaction.table(),
          new CommitTarget.InTransaction(transaction),
          true,
          Optional.of(Map.of()));
    }
    Table table = found.get();
    Optional<Snapshot> applied = applied(table, change);
    if (applied.isPresent()) {
      committer.discard();
      return new ChangeResult(OptionalLong.of(applied.get().snapshotId()), true, false, 0, 0, 0);
    }
    Optional<Map<String, String>> stateBefore =
        exclusive ? Optional.of(state(table, change.stamp().branch())) : Optional.empty();
    if (!needsEvolution(table, change)) {
      return committer.commit(table, new CommitTarget.Direct(table), false, stateBefore);
    }
    Transaction transaction =
        Transactions.newTransaction(
            identifier.toString(),
            new FixedBaseOperations(
                identifier.toString(), ((HasTableOperations) table).operations()));
    evolve(transaction, change);
    return committer.commit(table, new CommitTarget.InTransaction(transaction), false, stateBefore);
  }

  private Catalog.TableBuilder builder(TableIdentifier identifier, TableDefinition definition) {
    return definition.builder(catalog, identifier);
  }

  /**
   * The snapshot in which a change with the same token was made, or if that has expired, one that
   * came after it.
   */
  private static Optional<Snapshot> applied(Table table, TableChange change) {
    return change
        .stamp()
        .token()
        .flatMap(token ->
            StreamSupport.stream(ancestors(table, change.stamp().branch()).spliterator(), false)
                .filter(snapshot -> CommitStamp.tokensOf(snapshot).containsKey(token))
                .findFirst());
  }

  private static boolean needsEvolution(Table table, TableChange change) {
    return change.addColumns().stream().anyMatch(column -> isMissing(table, column))
        || change.promoteColumns().entrySet().stream()
            .anyMatch(entry ->
                !table
                    .schema()
                    .caseInsensitiveFindField(entry.getKey())
                    .type()
                    .equals(entry.getValue()));
  }

  private static boolean isMissing(Table table, NestedField column) {
    return table.schema().caseInsensitiveFindField(column.name()) == null;
  }

  private static void evolve(Transaction transaction, TableChange change) {
    Table table = transaction.table();
    if (!needsEvolution(table, change)) {
      return;
    }
    UpdateSchema update = transaction.updateSchema();
    change.addColumns().stream()
        .filter(column -> isMissing(table, column))
        .forEach(column -> update.addColumn(column.name(), column.type(), column.doc()));
    change
        .promoteColumns()
        .forEach((name, type) -> {
          NestedField field = table.schema().caseInsensitiveFindField(name);
          if (!field.type().equals(type)) {
            update.updateColumn(field.name(), type);
          }
        });
    update.commit();
  }
}
