package dev.lakehouse.pipeline.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.graph.RunIf;
import dev.lakehouse.pipeline.plan.PlannedStep;
import dev.lakehouse.pipeline.plan.Retries;
import dev.lakehouse.pipeline.plan.RunPlan;
import dev.lakehouse.pipeline.schedule.Catchup;
import dev.lakehouse.pipeline.schedule.Schedule;
import dev.lakehouse.pipeline.state.PipelineStore.Declared;
import dev.lakehouse.pipeline.state.PipelineStore.Timetable;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.catalog.Database;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Schedules and the number of runs at a time, on a real PostgreSQL. */
@ExtendWith(TestDatabase.class)
class PipelineStoreTest {
  private static final RunPlan PLAN =
      new RunPlan(
          "p",
          List.of(
              new PlannedStep(
                  "s",
                  List.of(),
                  RunIf.ALL_SUCCESS,
                  Optional.empty(),
                  Optional.empty(),
                  Retries.NONE,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty())));
  private static final RunReader.Filter ALL =
      new RunReader.Filter(Optional.empty(), Optional.empty(), OptionalLong.empty(), 100);

  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private Database database;
  private StateDatabase state;
  private RunStore runs;
  private RunReader reader;
  private PipelineStore pipelines;

  @BeforeEach
  void open(TestDatabase.Server server) throws Exception {
    database = server.open();
    state = StateDatabase.open(database);
    runs = new RunStore(state, () -> now);
    reader = new RunReader(state);
    pipelines = new PipelineStore(state, runs, () -> now);
  }

  @AfterEach
  void close() {
    state.close();
    database.close();
  }

  private static Schedule daily(Catchup catchup) {
    return new Schedule("@daily", ZoneId.of("UTC"), catchup);
  }

  private Map<String, Timetable> declare(Schedule schedule, int mostRuns) {
    pipelines.declare(List.of(new Declared("p", mostRuns, Optional.of(schedule))), List.of());
    return Map.of(
        "p",
        new Timetable(schedule, time -> new RunStart(PLAN, RunRequest.scheduled(time, Map.of()))));
  }

  private List<String> times() {
    return reader.list(ALL).stream().map(run -> run.logicalTime().toString()).sorted().toList();
  }

  @Test
  void aScheduleCountsFromWhenItIsDeclared() {
    Map<String, Timetable> timetables = declare(daily(Catchup.ALL), 10);

    assertThat(pipelines.beginDue(timetables)).contains(Instant.parse("2026-01-02T00:00:00Z"));
    assertThat(times()).isEmpty();

    now = Instant.parse("2026-01-02T00:00:01Z");
    assertThat(pipelines.beginDue(timetables)).contains(Instant.parse("2026-01-03T00:00:00Z"));
    assertThat(pipelines.beginDue(timetables)).contains(Instant.parse("2026-01-03T00:00:00Z"));
    assertThat(times()).containsExactly("2026-01-02T00:00:00Z");
  }

  @Test
  void aServerThatComesBackGoesOnWhereItWas() {
    declare(daily(Catchup.ALL), 10);
    now = Instant.parse("2026-01-03T12:00:00Z");

    pipelines.beginDue(declare(daily(Catchup.ALL), 10));

    assertThat(times()).containsExactly("2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z");
  }

  @Test
  void anotherScheduleCountsAnew() {
    declare(daily(Catchup.ALL), 10);
    now = Instant.parse("2026-01-03T12:00:00Z");
    Schedule hourly = new Schedule("@hourly", ZoneId.of("UTC"), Catchup.ALL);

    assertThat(pipelines.beginDue(declare(hourly, 10)))
        .contains(Instant.parse("2026-01-03T13:00:00Z"));
    assertThat(times()).isEmpty();
  }

  @Test
  void whatIsPausedHasNoRunsUntilItGoesOn() {
    Map<String, Timetable> timetables = declare(daily(Catchup.LAST), 10);
    assertThat(pipelines.pause("p", true)).isTrue();
    assertThat(pipelines.pause("p", true)).isFalse();
    now = Instant.parse("2026-01-04T12:00:00Z");
    assertThat(pipelines.beginDue(timetables)).isEmpty();
    assertThat(times()).isEmpty();

    assertThat(pipelines.pause("p", false)).isTrue();
    pipelines.beginDue(timetables);

    assertThat(times()).containsExactly("2026-01-04T00:00:00Z");
    assertThatThrownBy(() -> pipelines.pause("q", true))
        .isInstanceOf(LakehouseException.class)
        .hasMessage("there is no pipeline 'q'");
  }

  /** A pipeline whose file is broken for a while is not taken for one that is gone. */
  @Test
  void whatIsBrokenWaitsAndIsNotForgotten() {
    declare(daily(Catchup.ALL), 10);

    now = Instant.parse("2026-01-02T00:00:01Z");
    pipelines.declare(List.of(), List.of("p", "never_seen"));
    pipelines.beginDue(Map.of());

    assertThat(times()).isEmpty();
    assertThat(pipelines.list())
        .singleElement()
        .satisfies(record -> {
          assertThat(record.name()).isEqualTo("p");
          assertThat(record.next()).contains(Instant.parse("2026-01-02T00:00:00Z"));
        });

    pipelines.beginDue(declare(daily(Catchup.ALL), 10));
    assertThat(times()).containsExactly("2026-01-02T00:00:00Z");
    pipelines.declare(List.of(), List.of());
    assertThat(pipelines.list()).isEmpty();
  }

  /** They are the first that are due, and would hide the others for ever. */
  @Test
  void manyThatAreBrokenDoNotKeepOthersFromRunning() {
    List<Declared> many = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      many.add(new Declared("b" + i, 1, Optional.of(daily(Catchup.ALL))));
    }
    pipelines.declare(many, List.of());
    now = Instant.parse("2026-01-02T12:00:00Z");
    pipelines.declare(
        List.of(new Declared("p", 1, Optional.of(daily(Catchup.ALL)))),
        many.stream().map(Declared::name).toList());
    now = Instant.parse("2026-01-03T00:00:01Z");

    pipelines.beginDue(
        Map.of(
            "p",
            new Timetable(
                daily(Catchup.ALL),
                time -> new RunStart(PLAN, RunRequest.scheduled(time, Map.of())))));

    assertThat(times()).containsExactly("2026-01-03T00:00:00Z");
  }

  @Test
  void manyServersRunAScheduleOnce() throws Exception {
    Map<String, Timetable> timetables = declare(daily(Catchup.ALL), 1);
    now = Instant.parse("2026-01-20T12:00:00Z");
    List<Future<?>> servers = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 20; i++) {
        servers.add(executor.submit(() -> pipelines.beginDue(timetables)));
      }
    }
    for (Future<?> server : servers) {
      server.get();
    }

    assertThat(times()).hasSize(19).doesNotHaveDuplicates();
  }

  @Test
  void runsBeyondTheMostWaitForOthersToEnd() {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ids.add(runs.create(PLAN, 2, RunRequest.manual(now, Map.of())).orElseThrow());
    }
    assertThat(states(ids)).containsExactly(RunState.RUNNING, RunState.RUNNING, RunState.QUEUED);

    StartedAttempt attempt =
        runs.start(new StepTicket(new StepKey(ids.get(1), "s", 0), 1), "w").orElseThrow();
    runs.finish(
        attempt,
        new StepOutcome.Done(
            false,
            "done",
            List.of(),
            List.of(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty()));

    assertThat(states(ids)).containsExactly(RunState.RUNNING, RunState.SUCCESS, RunState.RUNNING);
    assertThat(runs.start(new StepTicket(new StepKey(ids.get(2), "s", 0), 1), "w")).isPresent();
  }

  @Test
  void aRunThatWaitsCanBeCancelled() {
    long first = runs.create(PLAN, 1, RunRequest.manual(now, Map.of())).orElseThrow();
    long second = runs.create(PLAN, 1, RunRequest.manual(now, Map.of())).orElseThrow();

    runs.cancel(second);

    assertThat(states(List.of(first, second)))
        .containsExactly(RunState.RUNNING, RunState.CANCELLED);
  }

  /** A worker that dies leaves its attempt, and who takes the step up begins another. */
  @Test
  void anAttemptThatIsLostEndsNothing() {
    long run = runs.create(PLAN, 1, RunRequest.manual(now, Map.of())).orElseThrow();
    StepTicket ticket = new StepTicket(new StepKey(run, "s", 0), 1);
    StartedAttempt lost = runs.start(ticket, "dead").orElseThrow();
    StartedAttempt again = runs.start(ticket, "alive").orElseThrow();
    StepOutcome failed =
        new StepOutcome.Failed(ErrorCode.INTERNAL, "late", Optional.empty(), List.of(), true);

    assertThat(again.number()).isEqualTo(2);
    assertThat(runs.finish(lost, failed)).isFalse();
    assertThat(states(List.of(run))).containsExactly(RunState.RUNNING);

    for (int deaths = 2; deaths < 5; deaths++) {
      assertThat(runs.start(ticket, "dies")).isPresent();
    }
    assertThat(runs.start(ticket, "dies too")).isEmpty();
    assertThat(reader.run(run).error()).contains("s: 5 workers died while they were at it");
  }

  private List<RunState> states(List<Long> ids) {
    return ids.stream().map(id -> reader.run(id).state()).toList();
  }
}
