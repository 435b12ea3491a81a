package dev.lakehouse.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.sensor.SensorInputs;
import dev.lakehouse.pipeline.sensor.SensorRecord;
import dev.lakehouse.pipeline.sensor.Sensors;
import dev.lakehouse.pipeline.state.RunReader;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunState;
import dev.lakehouse.pipeline.state.StepOutcome;
import dev.lakehouse.pipeline.work.WorkerSettings;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.embedded.EmbeddedEngine;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.TestLakehouse;
import dev.lakehouse.table.catalog.Database;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Sensors of one or two servers, on a real PostgreSQL and real tables. */
@ExtendWith(TestDatabase.class)
class SensorsTest {
  private static final TableIdentifier ORDERS = TableIdentifier.of("shop", "orders");
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir private Path directory;
  private TestLakehouse lakehouse;
  private Database database;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<Server> servers = new ArrayList<>();

  @BeforeEach
  void open(TestDatabase.Server server) throws Exception {
    lakehouse =
        new TestLakehouse(
            server.newDatabase(),
            LocalObjectStore.open(directory.resolve("objects")),
            directory.resolve("engine"));
    open.push(lakehouse);
    lakehouse.store().createBucket("drop");
    database = server.open();
    open.push(database);
  }

  @AfterEach
  void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  /** One of several processes on one PostgreSQL. */
  private final class Server implements AutoCloseable {
    private final Orchestrator orchestrator = Orchestrator.open(database, InstantSource.system());
    private final Sensors sensors;

    private Server(Supplier<SqlEngine> sql) {
      Project project = project();
      servers.add(this);
      orchestrator.declare(project);
      sensors =
          orchestrator.sense(
              project, new SensorInputs(lakehouse.store(), lakehouse.catalog(), sql));
    }

    /** The runs of a pipeline, the oldest first. */
    List<RunRecord> runs(String pipeline) {
      return orchestrator
          .reader()
          .list(
              new RunReader.Filter(
                  Optional.of(pipeline), Optional.empty(), OptionalLong.empty(), 1000))
          .reversed();
    }

    /** Waits until a pipeline has so many runs, and sees that they do not become more. */
    List<RunRecord> await(String pipeline, int count) {
      until(() -> runs(pipeline).size() >= count);
      look(pipeline);
      assertThat(runs(pipeline)).hasSize(count);
      return runs(pipeline);
    }

    SensorRecord sensor(String pipeline) {
      return orchestrator.sensors().stream()
          .filter(sensor -> sensor.id().pipeline().equals(pipeline))
          .findFirst()
          .orElseThrow();
    }

    /** Waits until a sensor that looks often has begun a look from now on, and ended it. */
    void look(String pipeline) {
      for (int i = 0; i < 2; i++) {
        Optional<Instant> before = sensor(pipeline).looked();
        until(() -> !sensor(pipeline).looked().equals(before));
      }
    }

    void work() {
      orchestrator.work(
          (attempt, _) ->
              attempt.parameters().containsValue("failure")
                  ? new StepOutcome.Failed(
                      ErrorCode.INVALID_DATA, "asked for", Optional.empty(), List.of(), false)
                  : new StepOutcome.Done(
                      false,
                      "done",
                      List.of(),
                      List.of(),
                      OptionalLong.empty(),
                      OptionalLong.empty(),
                      OptionalLong.empty()),
          new WorkerSettings("w", "here", 8, List.of(), Duration.ofSeconds(10)));
    }

    @Override
    public void close() {
      orchestrator.close();
    }
  }

  private Server server() {
    return server(() -> {
      throw new IllegalStateException("no condition is asked");
    });
  }

  private Server server(Supplier<SqlEngine> sql) {
    Server server = new Server(sql);
    open.push(server);
    return server;
  }

  private void until(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it took too long: " + servers.getLast().orchestrator.sensors());
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  private Project project() {
    return new ProjectReader(new SettingsReader(Map.of())).read(directory);
  }

  private void pipeline(String name, String settings) throws IOException {
    Files.createDirectories(directory.resolve("pipelines"));
    Files.writeString(
        directory.resolve("pipelines/" + name + ".yaml"),
        "name: %s\n%ssteps: [{name: s, uses: shell, command: ['true']}]\n"
            .formatted(name, settings));
  }

  private void dropWatcher(String every, int mostRuns) throws IOException {
    pipeline(
        "p",
        """
        max_active_runs: %d
        parameters: [{name: files}]
        sensors:
          - {type: object, path: s3://drop/in/, pattern: '*.csv', every: %s, parameter: files}
        """
            .formatted(mostRuns, every));
  }

  private ObjectPath put(String key, String content) throws IOException {
    Path file = Files.writeString(Files.createTempFile(directory, "put", ""), content);
    ObjectPath path = new ObjectPath("drop", key);
    lakehouse.store().put(file, path);
    return path;
  }

  private static List<String> files(List<RunRecord> runs) {
    return runs.stream().map(run -> run.parameters().get("files")).toList();
  }

  @Test
  void anObjectThatArrivesHasARunAtOnce() throws Exception {
    dropWatcher("1h", 10);
    Server server = server();
    until(() -> server.sensor("p").looked().isPresent());

    for (String key : List.of("in/a.csv", "in/a.txt", "elsewhere/a.csv", "in/deep/b.csv")) {
      server.sensors.arrived(put(key, "x"));
    }
    server.sensors.arrived(new ObjectPath("drop", "in/never.csv"));

    until(() -> {
      String all = String.join(",", files(server.runs("p")));
      return all.contains("in/a.csv") && all.contains("in/deep/b.csv");
    });
    assertThat(server.runs("p").getFirst().trigger()).isEqualTo("sensor");
    assertThat(String.join(",", files(server.runs("p"))).split(","))
        .containsExactlyInAnyOrder("in/a.csv", "in/deep/b.csv");
  }

  @Test
  void whatCameWhileNoServerRanHasARunAndOnlyOne() throws Exception {
    dropWatcher("100ms", 10);
    put("in/a.csv", "1");
    try (Server first = new Server(() -> null)) {
      assertThat(files(first.await("p", 1))).containsExactly("in/a.csv");
    }
    put("in/b.csv", "1");
    put("in/a.csv", "12");

    Server second = server();

    assertThat(files(second.await("p", 2))).containsExactly("in/a.csv", "in/a.csv,in/b.csv");
  }

  @Test
  void anObjectThatWasDeletedAndComesAgainHasAnotherRun() throws Exception {
    dropWatcher("100ms", 10);
    ObjectPath path = put("in/a.csv", "1");
    Server server = server();
    server.await("p", 1);

    lakehouse.store().delete(path);
    server.look("p");
    put("in/a.csv", "1");

    server.await("p", 2);
  }

  @Test
  void twoServersGiveEveryObjectOneRun() throws Exception {
    dropWatcher("100ms", 1000);
    Server one = server();
    Server other = server();
    List<String> keys = IntStream.range(0, 40).mapToObj("in/%d.csv"::formatted).toList();
    for (String key : keys) {
      ObjectPath path = put(key, "x");
      one.sensors.arrived(path);
      other.sensors.arrived(path);
    }

    until(() -> files(one.runs("p")).stream().mapToInt(text -> text.split(",").length).sum() >= 40);
    one.look("p");

    List<String> all = new ArrayList<>();
    files(other.runs("p")).forEach(text -> all.addAll(Arrays.asList(text.split(","))));
    assertThat(all).containsExactlyInAnyOrderElementsOf(keys);
  }

  /** A run that has begun may have looked before the object came; one that waits has not. */
  @Test
  void aRunThatWaitsTakesUpWhatComesAndOneThatHasBegunDoesNot() throws Exception {
    dropWatcher("1h", 1);
    Server server = server();
    until(() -> server.sensor("p").looked().isPresent());

    server.sensors.arrived(put("in/a.csv", "1"));
    until(() -> server.runs("p").size() == 1);
    server.sensors.arrived(put("in/a.csv", "12"));
    until(() -> server.runs("p").size() == 2);
    server.sensors.arrived(put("in/b.csv", "1"));
    until(() -> files(server.runs("p")).getLast().contains("b.csv"));

    assertThat(files(server.runs("p"))).containsExactly("in/a.csv", "in/a.csv,in/b.csv");
    assertThat(server.runs("p").stream().map(RunRecord::state))
        .containsExactly(RunState.RUNNING, RunState.QUEUED);
  }

  @Test
  void whatComesWhileThePipelineIsPausedIsKept() throws Exception {
    dropWatcher("100ms", 10);
    pipeline("q", "sensors: [{type: object, path: s3://drop/, every: 100ms}]\n");
    Server server = server();
    server.look("p");
    server.orchestrator.pause("p", true);

    server.sensors.arrived(put("in/a.csv", "1"));
    server.await("q", 1);
    assertThat(server.runs("p")).isEmpty();

    server.orchestrator.pause("p", false);
    assertThat(files(server.await("p", 1))).containsExactly("in/a.csv");
  }

  private void makeOrders() {
    lakehouse.tables().createNamespace(Namespace.of("shop"));
    lakehouse
        .tables()
        .create(
            ORDERS,
            TableDefinition.of(
                new Schema(Types.NestedField.optional(1, "id", Types.LongType.get()))));
  }

  @Test
  void aNewSnapshotHasARunOnceOnTwoServers() throws Exception {
    pipeline(
        "p",
        """
        max_active_runs: 100
        parameters: [{name: snapshot}]
        sensors: [{type: table, table: shop.orders, every: 100ms, parameter: snapshot}]
        """);
    makeOrders();
    lakehouse.append(ORDERS, "SELECT 1 AS id");
    Server one = server();
    Server other = server();
    one.look("p");
    assertThat(one.runs("p")).isEmpty();

    for (int i = 1; i <= 3; i++) {
      lakehouse.append(ORDERS, "SELECT 2 AS id");
      List<RunRecord> runs = other.await("p", i);
      assertThat(runs.getLast().parameters())
          .containsEntry(
              "snapshot",
              Long.toString(lakehouse.tables().load(ORDERS).currentSnapshot().snapshotId()));
    }
    rewriteAFile(lakehouse.tables().load(ORDERS));
    one.look("p");
    one.await("p", 3);
  }

  /** As maintenance does: the rows stay as they are. */
  private static void rewriteAFile(Table table) throws IOException {
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      DataFile file = tasks.iterator().next().file();
      DataFile other =
          DataFiles.builder(table.spec()).copy(file).withPath(file.location() + ".copy").build();
      table.newRewrite().deleteFile(file).addFile(other).commit();
    }
  }

  @Test
  void aTableThatIsNotThereIsAnErrorUntilItComes() throws Exception {
    pipeline("p", "sensors: [{type: table, table: shop.orders, every: 100ms}]\n");
    Server server = server();
    until(() -> server.sensor("p").error().isPresent());
    assertThat(server.sensor("p").error()).contains("there is no table shop.orders");

    makeOrders();
    until(() -> server.sensor("p").error().isEmpty());
    assertThat(server.runs("p")).isEmpty();
    lakehouse.append(ORDERS, "SELECT 1 AS id");

    server.await("p", 1);
  }

  @Test
  void aConditionThatTurnsTrueHasARunAndOneThatFailsStopsNoOther() throws Exception {
    makeOrders();
    pipeline(
        "p",
        """
        max_active_runs: 10
        sensors:
          - {type: sql, condition: 'SELECT count(*) > 1 FROM shop.orders;', every: 100ms}
        """);
    pipeline(
        "bad", "sensors: [{type: sql, condition: SELECT a FROM shop.nowhere, every: 100ms}]\n");
    pipeline("text", "sensors: [{type: sql, condition: SELECT 'yes', every: 100ms}]\n");
    pipeline("lost", "sensors: [{type: object, path: s3://nowhere/, every: 100ms}]\n");
    EmbeddedEngine engine = EmbeddedEngine.start(lakehouse.tables(), "iceberg");
    open.push(engine);
    Server server = server(() -> engine);
    server(() -> engine);
    server.look("p");
    lakehouse.append(ORDERS, "SELECT 1 AS id");
    server.look("p");
    assertThat(server.runs("p")).isEmpty();

    lakehouse.append(ORDERS, "SELECT 2 AS id");
    server.await("p", 1);
    lakehouse.append(ORDERS, "SELECT 3 AS id");
    server.await("p", 1);

    assertThat(server.sensor("bad").error().orElseThrow()).contains("nowhere");
    assertThat(server.sensor("text").error())
        .contains(
            "the condition must give one boolean, and it gives a value of the type varchar(3)");
    assertThat(server.sensor("lost").error().orElseThrow()).contains("there is no bucket nowhere");
    assertThat(server.runs("bad")).isEmpty();
  }

  @Test
  void everyEndOfARunThatIsWaitedForHasARun() throws Exception {
    pipeline("upstream", "max_active_runs: 100\nparameters: [{name: outcome, default: sound}]\n");
    pipeline(
        "p",
        """
        max_active_runs: 100
        parameters: [{name: run}]
        sensors: [{type: pipeline, pipeline: upstream, parameter: run}]
        """);
    pipeline("sad", "sensors: [{type: pipeline, pipeline: upstream, states: [failed]}]\n");
    Server one = server();
    Server other = server();
    one.orchestrator.pause("sad", true);
    List<String> begun = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      begun.add(Long.toString(one.orchestrator.trigger(project().pipeline("upstream"), Map.of())));
    }
    one.orchestrator.trigger(project().pipeline("upstream"), Map.of("outcome", "failure"));
    one.work();
    other.work();

    until(() -> one.runs("p").size() >= begun.size());
    until(() -> one.runs("p").stream().allMatch(run -> run.state().isFinal()));
    assertThat(one.runs("p").stream().map(run -> run.parameters().get("run")))
        .containsExactlyInAnyOrderElementsOf(begun);
    assertThat(one.runs("p").stream().map(RunRecord::logicalTime).sorted().toList())
        .isEqualTo(
            one.runs("upstream").stream()
                .filter(run -> run.state() == RunState.SUCCESS)
                .map(RunRecord::logicalTime)
                .sorted()
                .toList());
    assertThat(one.runs("sad")).isEmpty();

    one.orchestrator.pause("sad", false);
    until(() -> one.runs("sad").size() == 1);
  }
}
