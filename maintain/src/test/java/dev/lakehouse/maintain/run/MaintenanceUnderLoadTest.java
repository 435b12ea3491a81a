package dev.lakehouse.maintain.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.maintain.log.MaintenanceLog;
import dev.lakehouse.maintain.policy.MaintenancePolicies;
import dev.lakehouse.maintain.policy.Operation;
import dev.lakehouse.maintain.policy.PolicySettings;
import dev.lakehouse.maintain.run.OperationReport.Status;
import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.LakehouseContract;
import dev.lakehouse.table.maintain.OrphanFiles;
import dev.lakehouse.table.scan.SnapshotSelector;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;

/**
 * All operations in a loop, beside writers that append, upsert, replace and delete on two branches,
 * and readers that compare every row with what its writer has written. Tags must read for ever as
 * they did once. For longer: {@code -Dlakehouse.soak.seconds=300}, and {@code
 * -Dlakehouse.soak.seed=S} to repeat; the seed is printed.
 */
class MaintenanceUnderLoadTest extends LakehouseContract {
  private static final int WRITERS = 8;
  private static final int READERS = 8;
  private static final Duration SNAPSHOTS_ARE_KEPT = Duration.ofSeconds(2);

  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Semaphore changes = new Semaphore(0);
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger expiredReads = new AtomicInteger();
  private final Map<Operation, AtomicInteger> operations = new EnumMap<>(Operation.class);
  private final Map<String, List<String>> tags = new ConcurrentHashMap<>();
  private final List<LoadWriter> writers = new ArrayList<>();
  private Path objects;
  private LoadTable lake;

  @Override
  protected ObjectStore openStore(Path directory) {
    objects = directory.resolve("objects");
    return LocalObjectStore.open(objects);
  }

  @Test
  void everyRowIsThereOnceForEveryReader() throws Exception {
    long seconds = Long.getLong("lakehouse.soak.seconds", 8);
    long seed = Long.getLong("lakehouse.soak.seed", System.nanoTime());
    System.out.printf("load: %d s with -Dlakehouse.soak.seed=%d%n", seconds, seed);
    lake = new LoadTable(tables, orders);
    lake.create();
    for (int number = 0; number < WRITERS; number++) {
      String branch = number % 4 == 3 ? LoadTable.AUDIT : CommitStamp.MAIN;
      writers.add(new LoadWriter(number, branch, lake, seed));
    }
    for (Operation operation : Operation.values()) {
      operations.put(operation, new AtomicInteger());
    }
    try (ExecutorService threads = Executors.newCachedThreadPool();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      Future<?> end = timer.schedule(() -> stopped.set(true), seconds, TimeUnit.SECONDS);
      List<Future<?>> running = new ArrayList<>();
      writers.forEach(writer -> running.add(threads.submit(() -> loop(() -> write(writer)))));
      for (int reader = 0; reader < READERS; reader++) {
        Random random = new Random(seed + 100 + reader);
        running.add(threads.submit(() -> loop(() -> whenSomethingChanges(() -> read(random)))));
      }
      Random random = new Random(seed + 200);
      running.add(threads.submit(() -> loop(() -> whenSomethingChanges(() -> tag(random)))));
      running.add(threads.submit(() -> loop(this::maintain)));
      running.add(threads.submit(() -> loop(this::maintain)));
      try {
        for (Future<?> one : running) {
          one.get();
        }
      } finally {
        end.cancel(false);
      }
    }
    checkEnd();
    System.out.printf(
        "load: %d changes (%d worked out again), %d reads (%d of snapshots that expired meanwhile),"
            + " %d tags, operations that did something %s%n",
        writers.stream().mapToInt(LoadWriter::done).sum(),
        writers.stream().mapToInt(LoadWriter::conflicts).sum(),
        reads.get(),
        expiredReads.get(),
        tags.size(),
        operations);
  }

  private void loop(Runnable work) {
    try {
      while (!stopped.get()) {
        work.run();
      }
    } finally {
      // If one fails, all end.
      stopped.set(true);
    }
  }

  private void write(LoadWriter writer) {
    writer.write();
    changes.release(2);
  }

  /** So that those who only look do not keep the writers from their work. */
  private void whenSomethingChanges(Runnable work) {
    try {
      if (changes.tryAcquire(1, TimeUnit.SECONDS)) {
        work.run();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void read(Random random) {
    String branch = random.nextInt(4) == 0 ? LoadTable.AUDIT : CommitStamp.MAIN;
    List<Integer> from = writers.stream().map(LoadWriter::done).toList();
    Table table = tables.load(orders);
    List<Integer> to = writers.stream().map(LoadWriter::begun).toList();
    long snapshot = table.refs().get(branch).snapshotId();
    rows(table, new SnapshotSelector.ByReference(branch), snapshot)
        .ifPresent(found -> {
          for (LoadWriter writer : writers) {
            Map<Long, String> ofWriter = found.getOrDefault(writer.number(), Map.of());
            if (writer.branch().equals(branch)) {
              writer.check(ofWriter, from.get(writer.number()), to.get(writer.number()));
            } else {
              assertThat(ofWriter).isEmpty();
            }
          }
          reads.incrementAndGet();
        });
  }

  private Optional<Map<Integer, Map<Long, String>>> rows(
      Table table, SnapshotSelector selector, long snapshot) {
    Optional<Map<Integer, Map<Long, String>>> rows = lake.rows(table, selector, snapshot);
    if (rows.isEmpty()) {
      expiredReads.incrementAndGet();
    }
    return rows;
  }

  private static List<String> lines(Map<Integer, Map<Long, String>> rows) {
    List<String> lines = new ArrayList<>();
    new TreeMap<>(rows).forEach((writer, ofWriter) -> lines.add(writer + ": " + ofWriter));
    return lines;
  }

  /** Gives the current snapshot a name, or reads one that has a name. */
  private void tag(Random random) {
    List<String> names = List.copyOf(tags.keySet());
    if (names.size() > 20 || (!names.isEmpty() && random.nextBoolean())) {
      String name = names.get(random.nextInt(names.size()));
      checkTag(name);
      return;
    }
    Table table = tables.load(orders);
    long snapshot = table.currentSnapshot().snapshotId();
    String name = "tag-" + tags.size();
    try {
      tables.references().createTag(orders, name, snapshot);
    } catch (LakehouseException expired) {
      assertThat(tables.load(orders).snapshot(snapshot)).isNull();
      return;
    }
    tags.put(
        name,
        lines(
            rows(tables.load(orders), new SnapshotSelector.ByReference(name), snapshot)
                .orElseThrow()));
  }

  private void checkTag(String name) {
    Table table = tables.load(orders);
    long snapshot = table.refs().get(name).snapshotId();
    assertThat(lines(rows(table, new SnapshotSelector.ByReference(name), snapshot).orElseThrow()))
        .as(name)
        .isEqualTo(tags.get(name));
  }

  private TableMaintenance maintenance() {
    PolicySettings settings =
        new PolicySettings(
            Optional.empty(),
            Optional.empty(),
            // So small that a partition has several files and groups.
            Optional.of(20_000L),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(SNAPSHOTS_ARE_KEPT),
            Optional.of(1),
            Optional.of(2),
            Optional.of(Duration.ZERO));
    return new TableMaintenance(
        tables, new MaintenancePolicies(settings, Map.of()), InstantSource.system());
  }

  private void maintain() {
    leaveOrphans();
    List<OperationReport> reports = new ArrayList<>();
    TableMaintenance maintenance = maintenance();
    for (var table : maintenance.tables()) {
      MaintenanceReport report =
          maintenance.maintain(
              table, Set.of(Operation.values()), "load", MaintenanceListener.none());
      assertThat(report.operations())
          .allSatisfy(operation ->
              assertThat(operation.status()).as(operation.toString()).isEqualTo(Status.SUCCESS));
      reports.addAll(report.operations());
    }
    reports.stream()
        .filter(report -> !report.summary().equals("nothing to do"))
        .forEach(report -> operations.get(report.operation()).incrementAndGet());
    new MaintenanceLog(tables).append(reports);
  }

  private void leaveOrphans() {
    ObjectPath location = ObjectPath.parse(tables.load(orders).location());
    for (String part : List.of("data/part=1/", "data/", "metadata/")) {
      Path file =
          objects
              .resolve(location.bucket())
              .resolve(location.key())
              .resolve(part + UUID.randomUUID() + ".parquet");
      try {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "left over");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void checkEnd() {
    tags.keySet().forEach(this::checkTag);
    TableMaintenance maintenance = maintenance();
    for (int round = 0; round < 2; round++) {
      assertThat(
              maintenance
                  .maintain(orders, Set.of(Operation.values()), "end", MaintenanceListener.none())
                  .isSound())
          .isTrue();
    }
    read(new Random(0));
    lake.checkState();
    Table table = tables.load(orders);
    Map<Integer, Map<Long, String>> rows =
        rows(table, new SnapshotSelector.Current(), table.currentSnapshot().snapshotId())
            .orElseThrow();
    writers.stream()
        .filter(writer -> writer.branch().equals(CommitStamp.MAIN))
        .forEach(writer ->
            writer.check(
                rows.getOrDefault(writer.number(), Map.of()), writer.done(), writer.done()));
    for (Snapshot snapshot : table.snapshots()) {
      long id = snapshot.snapshotId();
      assertThat(rows(table, new SnapshotSelector.ById(id), id)).isPresent();
    }
    tags.keySet().forEach(this::checkTag);
    assertThat(new OrphanFiles(tables).find(orders, Instant.now()).orphans())
        .as("files that nobody needs")
        .isEmpty();
    assertThat(reads.get()).isPositive();
  }
}
