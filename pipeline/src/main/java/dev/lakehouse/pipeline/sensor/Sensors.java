package dev.lakehouse.pipeline.sensor;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.sensor.ObjectMemory.Version;
import dev.lakehouse.pipeline.sensor.SensorStore.Look;
import dev.lakehouse.pipeline.state.RunRequest;
import dev.lakehouse.pipeline.state.RunStart;
import dev.lakehouse.pipeline.work.RunSignals;
import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.table.store.ObjectInfo;
import dev.lakehouse.table.store.ObjectPath;
import io.trino.spi.StandardErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.catalog.TableIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins runs of pipelines when what their sensors watch happens. Thread-safe. */
public final class Sensors implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Sensors.class);

  private static final int LOOKS_AT_A_TIME = 4;
  private static final Duration LONGEST_STATEMENT = SensorStore.LONGEST_LOOK.minusMinutes(1);
  // Runs move all the time, and only some of them end.
  private static final Duration BETWEEN_ENDS = Duration.ofMillis(20);

  private final SensorStore store;
  private final ObjectMemory objects;
  private final EndMemory ends;
  private final RunSignals signals;
  private final SensorInputs inputs;
  private final InstantSource clock;
  private final Map<SensorId, Sensor> sensors = new HashMap<>();
  private final Map<String, SensedPipeline> pipelines = new HashMap<>();
  private final TableSnapshots snapshots;
  private final Set<SensorId> busy = ConcurrentHashMap.newKeySet();
  private final Map<SensorId, StatementControl> statements = new ConcurrentHashMap<>();
  private final ExecutorService scans = executor("sensor-scan-");
  private final ExecutorService conditions = executor("sensor-sql-");
  private final ExecutorService tables =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("sensor-tables").factory());
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("sensor-timer").factory());
  private final Wake looks = new Wake("sensors", Duration.ZERO, this::look);
  private final Wake endings = new Wake("ends-of-runs", BETWEEN_ENDS, this::answer);
  private final Arrivals arrivals = new Arrivals(this::take);
  private final RunSignals.Listener ear =
      new RunSignals.Listener() {
        @Override
        public void moved(long run) {
          endings.now();
        }

        @Override
        public void look() {
          endings.now();
        }
      };
  private volatile boolean closed;

  /**
   * Sensors that do nothing yet.
   *
   * @param signals tell when runs move
   */
  public Sensors(
      SensorStore store,
      RunSignals signals,
      List<SensedPipeline> sensed,
      SensorInputs inputs,
      InstantSource clock) {
    this.store = requireNonNull(store, "store is null");
    this.objects = new ObjectMemory(store);
    this.ends = new EndMemory(store);
    this.signals = requireNonNull(signals, "signals is null");
    this.inputs = requireNonNull(inputs, "inputs is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.snapshots = new TableSnapshots(inputs.catalog());
    for (SensedPipeline pipeline : sensed) {
      pipelines.put(pipeline.plan().pipeline(), pipeline);
      pipeline
          .sensors()
          .forEach(sensor ->
              sensors.put(new SensorId(pipeline.plan().pipeline(), sensor.name()), sensor));
    }
  }

  private static ExecutorService executor(String name) {
    return Executors.newFixedThreadPool(
        LOOKS_AT_A_TIME, Thread.ofVirtual().name(name, 0).factory());
  }

  /**
   * Begins to look; the first looks are at once.
   *
   * @throws LakehouseException UNAVAILABLE if PostgreSQL does not answer
   */
  public void start() {
    store.declare(sensors);
    looks.start();
    arrivals.start();
    if (sensors.values().stream().anyMatch(sensor -> sensor.watch() instanceof Watch.Ends)) {
      endings.start();
      signals.add(ear);
    }
  }

  /** An object was written: sensors that watch it need not wait for their next look. Quick. */
  public void arrived(ObjectPath object) {
    if (sensors.values().stream()
        .anyMatch(
            sensor -> sensor.watch() instanceof Watch.Objects watch && watch.covers(object))) {
      arrivals.add(object);
    }
  }

  /** Looks again at once at what is due: a pipeline may go on. */
  public void wake() {
    looks.now();
    endings.now();
  }

  private Duration look() {
    List<SensorId> idle =
        sensors.keySet().stream()
            .filter(id -> !(sensors.get(id).watch() instanceof Watch.Ends) && !busy.contains(id))
            .toList();
    if (idle.isEmpty()) {
      return Wake.LONGEST;
    }
    SensorStore.Due due = store.begin(idle);
    List<Look> ofTables = new ArrayList<>();
    for (Look look : due.looks()) {
      busy.add(look.id());
      switch (sensors.get(look.id()).watch()) {
        case Watch.Objects watch -> scans.execute(() -> make(look, () -> list(look, watch)));
        case Watch.Snapshots _ -> ofTables.add(look);
        case Watch.Condition watch -> conditions.execute(() -> make(look, () -> ask(look, watch)));
        case Watch.Ends _ -> throw new IllegalStateException("it is told: " + look);
      }
    }
    if (!ofTables.isEmpty()) {
      tables.execute(() -> lookAtTables(ofTables));
    }
    return due.next().map(next -> Duration.between(clock.instant(), next)).orElse(Wake.LONGEST);
  }

  /** Makes a look; one that fails stops no other. */
  private void make(Look look, Runnable work) {
    try {
      if (!closed) {
        work.run();
      }
    } catch (RuntimeException e) {
      failed(look, text(e), Optional.empty());
    } finally {
      busy.remove(look.id());
      looks.now();
    }
  }

  private void failed(Look look, String error, Optional<String> seen) {
    if (closed) {
      return;
    }
    try {
      if (store.failed(look, error, seen)) {
        log.warn("the sensor {} cannot see: {}", look.id(), error);
      }
    } catch (LakehouseException e) {
      log.warn("the sensor {} cannot see, nor say so: {}", look.id(), e.getMessage());
    }
  }

  private static String text(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    return failure instanceof LakehouseException || failure instanceof SqlException
        ? message
        : failure.getClass().getSimpleName() + ": " + message;
  }

  private void list(Look look, Watch.Objects watch) {
    List<Version> found =
        inputs.objects().list(watch.prefix()).stream()
            .filter(object -> watch.covers(object.path()))
            .map(Sensors::version)
            .toList();
    objects.listed(look, found, sensors.get(look.id()).parameter(), keys -> start(look.id(), keys));
  }

  private static Version version(ObjectInfo object) {
    return new Version(
        object.path().key(),
        object.etag().orElseGet(() -> object.size() + " " + object.modified()));
  }

  private RunStart start(SensorId id, List<String> keys) {
    return start(id, Optional.empty(), String.join(",", keys), clock.instant());
  }

  private RunStart start(SensorId id, Optional<String> key, String what, Instant logicalTime) {
    SensedPipeline pipeline = pipelines.get(id.pipeline());
    Map<String, String> parameters = new HashMap<>(pipeline.defaults());
    sensors.get(id).parameter().ifPresent(parameter -> parameters.put(parameter, what));
    return new RunStart(
        pipeline.plan(),
        new RunRequest(
            "sensor",
            key.map(known -> "sensor %s %s".formatted(id.name(), known)),
            logicalTime,
            parameters));
  }

  private void take(List<ObjectPath> batch) {
    sensors.forEach((id, sensor) -> {
      if (sensor.watch() instanceof Watch.Objects watch) {
        List<ObjectPath> covered = batch.stream().filter(watch::covers).toList();
        if (!covered.isEmpty()) {
          take(id, sensor, covered);
        }
      }
    });
  }

  private void take(SensorId id, Sensor sensor, List<ObjectPath> arrived) {
    try {
      Instant observed = store.now();
      List<Version> found =
          arrived.stream()
              .flatMap(object -> inputs.objects().find(object).stream())
              .map(Sensors::version)
              .toList();
      if (!objects.arrived(id, observed, found, sensor.parameter(), keys -> start(id, keys))) {
        arrived.forEach(arrivals::add);
      }
    } catch (LakehouseException e) {
      log.warn("the sensor {} takes up what arrived at its next look: {}", id, e.getMessage());
    }
  }

  private void lookAtTables(List<Look> due) {
    Map<SensorId, TableIdentifier> watched = new HashMap<>();
    for (Look look : due) {
      if (sensors.get(look.id()).watch() instanceof Watch.Snapshots(TableIdentifier table)) {
        watched.put(look.id(), table);
      }
    }
    Map<TableIdentifier, TableSnapshots.Newest> found;
    try {
      found = snapshots.of(watched.values());
    } catch (RuntimeException e) {
      due.forEach(look ->
          make(
              look,
              () -> {
                throw e;
              }));
      return;
    }
    due.forEach(look -> make(look, () -> compare(look, watched.get(look.id()), found)));
  }

  private void compare(
      Look look, TableIdentifier table, Map<TableIdentifier, TableSnapshots.Newest> found) {
    TableSnapshots.Newest newest = found.get(table);
    if (newest == null) {
      failed(look, "there is no table " + table, Optional.of(TableSnapshots.NONE));
      return;
    }
    store.seen(
        look,
        newest.id(),
        before ->
            before
                .filter(newest::hasChangedSince)
                .map(_ ->
                    start(
                        look.id(),
                        Optional.of("snapshot " + newest.id()),
                        newest.id(),
                        clock.instant())));
  }

  private void ask(Look look, Watch.Condition watch) {
    StatementControl control = new StatementControl();
    statements.put(look.id(), control);
    Future<?> deadline =
        timer.schedule(() -> tooLong(control), LONGEST_STATEMENT.toMillis(), TimeUnit.MILLISECONDS);
    boolean holds;
    try {
      if (closed) {
        return;
      }
      holds = SqlCondition.holds(inputs.sql().get(), watch.sql(), control);
    } finally {
      deadline.cancel(false);
      statements.remove(look.id());
    }
    store.seen(
        look,
        Boolean.toString(holds),
        before ->
            before
                .filter(state -> holds && !Boolean.parseBoolean(state))
                .map(_ -> start(look.id(), Optional.empty(), "true", clock.instant())));
  }

  private static void tooLong(StatementControl control) {
    control.cancel(
        SqlException.of(
            StandardErrorCode.EXCEEDED_TIME_LIMIT,
            "the condition took longer than %d minutes".formatted(LONGEST_STATEMENT.toMinutes()),
            null));
  }

  private Duration answer() {
    ends.answer(
        sensors.keySet().stream()
            .filter(id -> sensors.get(id).watch() instanceof Watch.Ends)
            .toList(),
        this::follow);
    return Wake.LONGEST;
  }

  private RunStart follow(SensorId id, EndMemory.End end) {
    return start(
        id,
        Optional.of("run %d %s".formatted(end.run(), end.state())),
        Long.toString(end.run()),
        end.logicalTime());
  }

  /** Ends the looks that are being made. */
  @Override
  public void close() {
    closed = true;
    signals.remove(ear);
    arrivals.close();
    endings.close();
    looks.close();
    statements.values().forEach(StatementControl::cancel);
    scans.close();
    conditions.close();
    tables.close();
    timer.shutdownNow();
  }
}
