package dev.lakehouse.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.pipeline.graph.RunIf;
import dev.lakehouse.pipeline.plan.PlannedStep;
import dev.lakehouse.pipeline.plan.Retries;
import dev.lakehouse.pipeline.plan.RunPlan;
import dev.lakehouse.pipeline.state.RunHistory;
import dev.lakehouse.pipeline.state.RunReader;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunRequest;
import dev.lakehouse.pipeline.state.RunStore;
import dev.lakehouse.pipeline.state.StateDatabase;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.catalog.Database;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Old runs are forgotten, on a real PostgreSQL. */
@ExtendWith(TestDatabase.class)
class HistoryKeeperTest {
  private static final HistorySettings SETTINGS = new HistorySettings(Duration.ofDays(10), 3);

  private Database database;
  private StateDatabase state;
  private RunStore store;
  private RunReader reader;

  @BeforeEach
  void open(TestDatabase.Server server) throws Exception {
    database = server.open();
    state = StateDatabase.open(database);
    store = new RunStore(state, InstantSource.system());
    reader = new RunReader(state);
  }

  @AfterEach
  void close() {
    state.close();
    database.close();
  }

  private static RunPlan plan(String pipeline) {
    return new RunPlan(
        pipeline,
        List.of(
            new PlannedStep(
                "a",
                List.of(),
                RunIf.ALL_SUCCESS,
                Optional.empty(),
                Optional.empty(),
                Retries.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty())));
  }

  private void begin(String pipeline, int runs) {
    for (int run = 0; run < runs; run++) {
      store.create(plan(pipeline), 1000, RunRequest.manual(Instant.now(), Map.of())).orElseThrow();
    }
  }

  /** All runs have ended; the more of a pipeline came after one, the more days ago. */
  private void age() {
    state.useTransaction(handle ->
        handle.execute(
            """
            UPDATE runs SET state = 'SUCCESS', ended_at = now() - age.days * interval '1 day'
            FROM (SELECT id, row_number() OVER (PARTITION BY pipeline ORDER BY id DESC) AS days
              FROM runs) AS age
            WHERE age.id = runs.id\
            """));
  }

  private List<Long> left(String pipeline) {
    return reader
        .list(
            new RunReader.Filter(
                Optional.of(pipeline), Optional.empty(), OptionalLong.empty(), 100))
        .stream()
        .map(RunRecord::id)
        .toList();
  }

  private long forget(HistorySettings settings, InstantSource clock) {
    return new HistoryKeeper(new RunHistory(state), settings, clock).forget();
  }

  @Test
  void whatIsOldIsForgottenButNotTheLastOfAPipeline() {
    begin("often", 30);
    begin("seldom", 2);
    age();
    List<Long> often = left("often");

    // Those of the first nine days stay.
    assertThat(forget(SETTINGS, InstantSource.system())).isEqualTo(21);
    assertThat(left("often")).isEqualTo(often.subList(0, 9));

    InstantSource muchLater = InstantSource.offset(InstantSource.system(), Duration.ofDays(100));
    assertThat(forget(SETTINGS, muchLater)).isEqualTo(6);
    assertThat(left("often")).isEqualTo(often.subList(0, 3));
    assertThat(left("seldom")).hasSize(2);

    assertThat(forget(new HistorySettings(Duration.ofDays(10), 0), muchLater)).isEqualTo(5);
    assertThat(left("seldom")).isEmpty();
    assertThat(count("definitions") + count("steps") + count("attempts")).isZero();
  }

  @Test
  void aForgottenDefinitionIsKeptAgainForTheNextRun() {
    begin("p", 1);
    age();
    forget(
        new HistorySettings(Duration.ZERO, 0),
        InstantSource.offset(InstantSource.system(), Duration.ofDays(100)));
    assertThat(count("definitions")).isZero();

    begin("p", 1);
    assertThat(count("definitions")).isOne();
  }

  @Test
  void runsThatGoOnStay() {
    begin("p", 2);

    assertThat(
            forget(
                new HistorySettings(Duration.ZERO, 0),
                InstantSource.offset(InstantSource.system(), Duration.ofDays(100))))
        .isZero();
    assertThat(left("p")).hasSize(2);
  }

  @Test
  void oneProcessAtATimeForgets() throws Exception {
    begin("p", 1);
    age();
    HistorySettings nothing = new HistorySettings(Duration.ZERO, 0);
    try (Connection other = state.connections().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT pg_advisory_xact_lock(x'6c6872756e73'::bigint)");
      assertThat(forget(nothing, InstantSource.system())).isZero();
      other.rollback();
    }
    assertThat(forget(nothing, InstantSource.system())).isOne();
  }

  private int count(String table) {
    return state.inTransaction(
        handle -> handle.createQuery("SELECT count(*) FROM " + table).mapTo(Integer.class).one());
  }
}
