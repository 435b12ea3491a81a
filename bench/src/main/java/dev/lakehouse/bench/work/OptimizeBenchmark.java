package dev.lakehouse.bench.work;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.bench.lab.SalesData;
import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Paired;
import dev.lakehouse.bench.measure.Samples;
import dev.lakehouse.bench.measure.Work;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.TableStatistics;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.maintain.CompactionRules;
import dev.lakehouse.table.maintain.FileCompaction;
import dev.lakehouse.table.maintain.SnapshotExpiry;
import dev.lakehouse.table.write.RowSource;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/**
 * A table of small files, each with a commit of its own, becomes one of large files. The peer, if
 * there is one, does the same to the same table.
 */
public final class OptimizeBenchmark implements Benchmark {
  private static final double TIMES_FASTER = 3;

  /** With a column that compresses badly, as most of a file's bytes do. */
  private static final Schema SCHEMA =
      TypeUtil.join(
          SalesData.SCHEMA,
          new Schema(Types.NestedField.optional(7, "reference", Types.StringType.get())));

  private final Optional<Function<TableIdentifier, Runnable>> peer;

  /**
   * The benchmark.
   *
   * @param peer gives what another engine does to compact a table of the workbench's catalog
   */
  public OptimizeBenchmark(Optional<Function<TableIdentifier, Runnable>> peer) {
    this.peer = requireNonNull(peer, "peer is null");
  }

  @Override
  public String name() {
    return "optimize";
  }

  @Override
  public String description() {
    return "1,000 small files, 2 GB in all, become large ones";
  }

  @Override
  public void run(Workbench bench, int runs, Consumer<Figure> figures) {
    TableIdentifier table = Workbench.newTable();
    try {
      fill(bench, table);
      Work ours =
          () -> {
            new FileCompaction(bench.tables())
                .compact(
                    table,
                    CompactionRules.smallerThan(CompactionRules.SMALL),
                    FileCompaction.Progress.none());
            return () -> undo(bench, table);
          };
      figures.accept(
          peer.map(with -> with.apply(table))
              .map(theirs ->
                  Figure.of(
                      name(),
                      Paired.measure(
                          runs,
                          ours,
                          () -> {
                            theirs.run();
                            return () -> undo(bench, table);
                          }),
                      new Bar.TimesPeer(1 / TIMES_FASTER)))
              .orElseGet(() -> Figure.of(name(), Samples.measure(runs, ours), new Bar.None())));
    } finally {
      bench.drop(table);
    }
  }

  private static void fill(Workbench bench, TableIdentifier table) {
    bench.tables().create(table, TableDefinition.of(SCHEMA));
    long rows = bench.scale().smallTableFileRows();
    try (DuckSession session = bench.tables().session()) {
      for (long file = 0; file < bench.scale().smallTableFiles(); file++) {
        bench
            .tables()
            .apply(
                table,
                TableChange.of(
                    new RowChange.Append(
                        new RowSource(
                            session,
                            "SELECT *, md5(CAST(order_id AS VARCHAR)) AS reference FROM (%s)"
                                .formatted(SalesData.select(file * rows, (file + 1) * rows))))));
      }
    }
  }

  /** Goes back to the small files, and deletes the large ones. */
  private static void undo(Workbench bench, TableIdentifier table) {
    TableStatistics statistics = TableStatistics.of(bench.tables().load(table));
    long rows = bench.scale().smallTableFileRows() * bench.scale().smallTableFiles();
    if (statistics.rows() != rows || statistics.files() > bench.scale().smallTableFiles() / 4) {
      throw new IllegalStateException("this is not compacted: " + statistics);
    }
    long before = bench.tables().load(table).currentSnapshot().parentId();
    bench.tables().references().rollback(table, before);
    new SnapshotExpiry(bench.tables(), InstantSource.system())
        .expire(table, Instant.now(), bench.scale().smallTableFiles());
  }
}
