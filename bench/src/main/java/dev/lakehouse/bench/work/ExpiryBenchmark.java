package dev.lakehouse.bench.work;

import dev.lakehouse.bench.lab.SalesData;
import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Samples;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.maintain.OrphanFiles;
import dev.lakehouse.table.maintain.SnapshotExpiry;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.write.RowSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;

/**
 * The snapshots of a table whose rows were replaced again and again expire, all but the last, and
 * then the orphans in its place are removed.
 */
public final class ExpiryBenchmark implements Benchmark {
  private static final int FILES_A_FOLDER = 1000;
  private static final double BAR_SECONDS = 30;

  @Override
  public String name() {
    return "expire-and-remove";
  }

  @Override
  public String description() {
    return "1,000 snapshots expire, and 100,000 orphans are removed";
  }

  @Override
  public void run(Workbench bench, int runs, Consumer<Figure> figures) {
    List<Duration> expiring = new ArrayList<>();
    List<Duration> removing = new ArrayList<>();
    List<Duration> both = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      TableIdentifier table = Workbench.newTable();
      try {
        fill(bench, table);
        leaveOrphans(bench, table);
        Instant begin = Instant.now();
        SnapshotExpiry.Result expired =
            new SnapshotExpiry(bench.tables(), InstantSource.system())
                .expire(table, Instant.now(), 1);
        Instant middle = Instant.now();
        OrphanFiles.Found orphans = new OrphanFiles(bench.tables()).remove(table, Instant.now());
        Instant end = Instant.now();
        if (expired.snapshots() != bench.scale().historyCommits() - 1
            || orphans.orphans().size() != bench.scale().orphans()) {
          throw new IllegalStateException(
              "%s, %d orphans".formatted(expired, orphans.orphans().size()));
        }
        expiring.add(Duration.between(begin, middle));
        removing.add(Duration.between(middle, end));
        both.add(Duration.between(begin, end));
      } finally {
        bench.drop(table);
      }
    }
    figures.accept(Figure.of("expire-snapshots", new Samples(expiring), new Bar.None()));
    figures.accept(Figure.of("remove-orphans", new Samples(removing), new Bar.None()));
    figures.accept(Figure.of("expire-and-remove", new Samples(both), new Bar.Seconds(BAR_SECONDS)));
  }

  private static void fill(Workbench bench, TableIdentifier table) {
    bench.tables().create(table, TableDefinition.of(SalesData.SCHEMA));
    try (DuckSession session = bench.tables().session()) {
      for (int commit = 0; commit < bench.scale().historyCommits(); commit++) {
        bench
            .tables()
            .apply(
                table,
                TableChange.of(
                    new RowChange.ReplaceWhere(
                        Expressions.alwaysTrue(),
                        new RowSource(session, SalesData.select(commit, commit + 100L)))));
      }
    }
  }

  private static void leaveOrphans(Workbench bench, TableIdentifier table) {
    ObjectPath data = ObjectPath.parse(bench.tables().load(table).location()).resolve("data");
    try {
      for (int i = 0; i < bench.scale().orphans(); i++) {
        Path folder = bench.file(data.resolve("part=" + i / FILES_A_FOLDER));
        if (i % FILES_A_FOLDER == 0) {
          Files.createDirectories(folder);
        }
        Files.writeString(folder.resolve(i + ".parquet"), "left over");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
