package dev.lakehouse.table.scan;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.store.LocalFiles;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SystemConfigs;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.ExpressionParser;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ThreadPools;

/** Plans scans. Thread-safe; each scan belongs to the session that it is made for. */
public final class TableScanner {
  // From here on reading them side by side takes less time than waiting for it.
  private static final int MANIFESTS_READ_SIDE_BY_SIDE = 16;

  static {
    // Iceberg's own pool is asked every 10 ms whether it is done, which is longer than it works.
    System.setProperty(SystemConfigs.SCAN_THREAD_POOL_ENABLED.propertyKey(), "false");
  }

  private final ObjectStore store;
  private final PlannedFiles planned = new PlannedFiles();

  public TableScanner(ObjectStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  /**
   * Plans a scan and brings its files here. The table must have been loaded or refreshed before;
   * its columns are those of the snapshot's schema.
   */
  public PlannedScan plan(Table table, ScanRequest request, DuckSession session) {
    Optional<Snapshot> snapshot = request.snapshot().resolve(table);
    return plan(table, schema(table, request.snapshot(), snapshot), snapshot, request, session);
  }

  /**
   * Plans a scan with columns that the table is about to have: those that it lacks are NULL.
   *
   * @param schema the columns, by the table's field ids
   */
  public PlannedScan plan(Table table, Schema schema, ScanRequest request, DuckSession session) {
    return plan(table, schema, request.snapshot().resolve(table), request, session);
  }

  /** A scan of files that Iceberg has planned already, with the table's present columns. */
  public PlannedScan plan(Table table, List<FileScanTask> tasks, DuckSession session) {
    return open(table, table.schema(), tasks, session);
  }

  private PlannedScan plan(
      Table table,
      Schema schema,
      Optional<Snapshot> snapshot,
      ScanRequest request,
      DuckSession session) {
    List<FileScanTask> tasks =
        snapshot.map(chosen -> tasks(table, chosen, request)).orElseGet(List::of);
    return open(table, schema, tasks, session);
  }

  private PlannedScan open(
      Table table, Schema schema, List<FileScanTask> tasks, DuckSession session) {
    Set<ObjectPath> paths = new LinkedHashSet<>();
    for (FileScanTask task : tasks) {
      paths.add(ObjectPath.parse(task.file().location()));
      task.deletes().forEach(delete -> paths.add(ObjectPath.parse(delete.location())));
    }
    LocalFiles files = store.open(paths);
    try {
      return PlannedScan.create(table, schema, tasks, files, session);
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /**
   * The columns with which a snapshot of a table is read.
   *
   * @throws dev.lakehouse.base.error.LakehouseException NOT_FOUND if there is no such snapshot
   */
  public static Schema schemaAt(Table table, SnapshotSelector selector) {
    return schema(table, selector, selector.resolve(table));
  }

  /** A branch is read with the table's schema, anything older with its own. */
  private static Schema schema(
      Table table, SnapshotSelector selector, Optional<Snapshot> snapshot) {
    boolean current =
        switch (selector) {
          case SnapshotSelector.Current() -> true;
          case SnapshotSelector.ByReference(String name) -> table.refs().get(name).isBranch();
          case SnapshotSelector.ById _, SnapshotSelector.AsOf _ -> false;
        };
    return snapshot
        .filter(chosen -> !current && chosen.schemaId() != null)
        .map(chosen -> table.schemas().get(chosen.schemaId()))
        .orElseGet(table::schema);
  }

  private List<FileScanTask> tasks(Table table, Snapshot snapshot, ScanRequest request) {
    // The filter's names are those of this schema: in another one they can be other columns'.
    Schema named = schema(table, request.snapshot(), Optional.of(snapshot));
    if (request.withMetrics()) {
      // Asked for by a change, whose snapshot nobody asks for again, and too large to be kept.
      return read(table, snapshot, named, request);
    }
    PlannedFiles.Key key =
        new PlannedFiles.Key(
            table.uuid(),
            snapshot.snapshotId(),
            named.schemaId(),
            ExpressionParser.toJson(request.filter()));
    Optional<List<FileScanTask>> known = planned.find(key);
    if (known.isPresent()) {
      return known.get();
    }
    List<FileScanTask> tasks = read(table, snapshot, named, request);
    planned.put(key, table.schema(), tasks);
    return tasks;
  }

  private static List<FileScanTask> read(
      Table table, Snapshot snapshot, Schema named, ScanRequest request) {
    boolean many = snapshot.allManifests(table.io()).size() >= MANIFESTS_READ_SIDE_BY_SIDE;
    TableScan chosen = scan(table, snapshot, named, request);
    TableScan scan = request.withMetrics() ? chosen.includeColumnStats() : withBounds(chosen);
    List<FileScanTask> tasks = new ArrayList<>();
    try (CloseableIterable<FileScanTask> planned =
        (many ? scan.planWith(ThreadPools.getWorkerPool()) : scan).planFiles()) {
      planned.forEach(tasks::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tasks;
  }

  private static TableScan scan(Table table, Snapshot snapshot, Schema named, ScanRequest request) {
    TableScan scan = table.newScan();
    if (request.snapshot() instanceof SnapshotSelector.ByReference(String name)) {
      // The filter of a branch names columns that the table has now, as its scan does.
      return scan.useRef(name).filter(request.filter());
    }
    TableScan chosen = scan.useSnapshot(snapshot.snapshotId());
    // Iceberg looks for the names of the current snapshot among the columns that the table has
    // now, also where those of the snapshot were asked for: then no file is left out.
    boolean misread = snapshot.equals(table.currentSnapshot()) && !named.sameSchema(table.schema());
    return misread ? chosen : chosen.filter(request.filter());
  }

  /** With what {@link DecimalBounds} are made of. */
  private static TableScan withBounds(TableScan scan) {
    List<String> decimals =
        scan.schema().columns().stream()
            .filter(column -> column.type().typeId() == Type.TypeID.DECIMAL)
            .map(Types.NestedField::name)
            .toList();
    return decimals.isEmpty() ? scan : scan.includeColumnStats(decimals);
  }
}
