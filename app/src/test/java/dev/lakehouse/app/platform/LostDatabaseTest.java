package dev.lakehouse.app.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.platform.Moment.Effect;
import dev.lakehouse.app.platform.Moment.Order;
import dev.lakehouse.app.platform.MomentListener.Answer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections to the database that break, and a database that goes away and comes back. */
class LostDatabaseTest {
  @TempDir private static Path directory;
  private static LakeServer server;
  private static LakeState expected;

  @BeforeAll
  static void start() {
    server = LakeServer.start(directory);
    expected = server.stateAfter(Inputs.FIRST);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /**
   * Something that happens to a run, once.
   *
   * @param moment when it happens
   * @param occurrence which of several such moments, from 1
   */
  private record Event(Moment moment, int occurrence) {
    private static Event of(Order order, Effect effect, String subject, int occurrence) {
      return new Event(new Moment(order, effect, subject), occurrence);
    }

    /** Does something at this event. */
    private MomentListener then(Supplier<Answer> answer) {
      AtomicInteger seen = new AtomicInteger();
      return reached ->
          reached.equals(moment) && seen.incrementAndGet() == occurrence
              ? answer.get()
              : Answer.GO_ON;
    }

    @Override
    public String toString() {
      return "%s (%d)".formatted(moment, occurrence);
    }
  }

  /** The making of a table, a change of it, and the making of the registry. */
  private static Stream<Event> commits(Order order) {
    return Stream.of(
        Event.of(order, Effect.COMMIT, "lakehouse.sales", 1),
        Event.of(order, Effect.COMMIT, "lakehouse.sales", 2),
        Event.of(order, Effect.COMMIT, "lakehouse._ingest_registry", 1));
  }

  static Stream<Event> carriedOut() {
    return commits(Order.AFTER);
  }

  @ParameterizedTest
  @MethodSource("carriedOut")
  void aCommitWhoseAnswerIsLostIsKnownToHaveTakenPlace(Event event) {
    Lake lake = lake();

    PipelineChild.End end = server.run(lake, event.then(() -> Answer.CUT));

    assertThat(end.errors()).isEmpty();
    assertThat(end.end()).get().asString().startsWith("ingest_new_files: ").doesNotContain(";");
    assertThat(server.state(lake)).isEqualTo(expected);
    runsToTheExpectedEnd(lake);
  }

  static Stream<Event> asked() {
    return commits(Order.BEFORE);
  }

  @ParameterizedTest
  @MethodSource("asked")
  void aCommitThatIsNeverSentIsDoneByTheNextRun(Event event) {
    Lake lake = lake();

    PipelineChild.End end = server.run(lake, event.then(() -> Answer.CUT));

    assertThat(end.errors()).isEmpty();
    assertThat(end.end())
        .get()
        .asString()
        .contains("COMMIT_STATE_UNKNOWN", event.moment().subject());
    runsToTheExpectedEnd(lake);
  }

  @ParameterizedTest
  @MethodSource("asked")
  void aCommitThatTheServerMayStillBeAtIsThereOnce(Event event) {
    Lake lake = lake();

    PipelineChild.End end = server.run(lake, event.then(() -> Answer.SEND_AND_CUT));

    assertThat(end.errors()).isEmpty();
    assertThat(end.end()).isPresent();
    runsToTheExpectedEnd(lake);
  }

  static Stream<Event> middle() {
    return Stream.of(
        Event.of(Order.AFTER, Effect.METADATA, "lakehouse.sales", 2),
        Event.of(Order.BEFORE, Effect.MANIFEST, "lakehouse.orders", 1));
  }

  @ParameterizedTest
  @MethodSource("middle")
  void aServerThatIsStartedAgainInTheMiddle(Event event) {
    Lake lake = lake();

    PipelineChild.End end =
        server.run(
            lake,
            event.then(() -> {
              server.killDatabase();
              server.startDatabase();
              return Answer.GO_ON;
            }));

    assertThat(end.errors()).isEmpty();
    assertThat(end.end()).isPresent();
    runsToTheExpectedEnd(lake);
  }

  @Test
  void aServerThatDiesInTheMiddle() {
    staysAway(Event.of(Order.BEFORE, Effect.STEP, "upsert_data_into_iceberg", 1), "UNAVAILABLE");
  }

  /** Takes over a minute: so long it is asked whether the commit took place. */
  @Test
  @Tag("soak")
  void aServerThatDiesAtTheCommit() {
    staysAway(Event.of(Order.AFTER, Effect.METADATA, "lakehouse.sales", 2), "COMMIT_STATE_UNKNOWN");
  }

  private static void staysAway(Event event, String code) {
    Lake lake = lake();

    PipelineChild.End end =
        server.run(
            lake,
            event.then(() -> {
              server.killDatabase();
              return Answer.GO_ON;
            }));

    server.startDatabase();
    assertThat(end.errors()).isEmpty();
    assertThat(end.end()).get().asString().contains("upsert_data_into_iceberg: " + code);
    runsToTheExpectedEnd(lake);
  }

  private static Lake lake() {
    Lake lake = server.empty();
    Inputs.FIRST.putInto(lake);
    return lake;
  }

  private static void runsToTheExpectedEnd(Lake lake) {
    PipelineChild.End end = server.run(lake, MomentListener.none());
    assertThat(end.errors()).isEmpty();
    assertThat(end.end()).isPresent();
    assertThat(server.state(lake)).isEqualTo(expected);
    server.drop(lake);
  }
}
