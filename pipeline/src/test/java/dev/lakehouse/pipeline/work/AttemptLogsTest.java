package dev.lakehouse.pipeline.work;

import static dev.lakehouse.pipeline.work.TestRuns.DONE;
import static dev.lakehouse.pipeline.work.TestRuns.step;
import static dev.lakehouse.pipeline.work.TestRuns.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.log.AttemptLogs;
import dev.lakehouse.pipeline.log.LogLine;
import dev.lakehouse.pipeline.log.LoggedSteps;
import dev.lakehouse.pipeline.log.RunLogs;
import dev.lakehouse.pipeline.plan.Retries;
import dev.lakehouse.pipeline.state.AttemptLogStore;
import dev.lakehouse.pipeline.state.AttemptLogStore.Selection;
import dev.lakehouse.pipeline.state.RunState;
import dev.lakehouse.pipeline.state.StepOutcome;
import dev.lakehouse.table.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What attempts say is kept, on a real PostgreSQL. */
@ExtendWith(TestDatabase.class)
class AttemptLogsTest {
  private TestRuns runs;
  private AttemptLogs writer;
  private RunLogs logs;

  @BeforeEach
  void open(TestDatabase.Server server) throws Exception {
    runs = new TestRuns(server);
    AttemptLogStore store = new AttemptLogStore(runs.state);
    writer = new AttemptLogs(store, InstantSource.system());
    writer.start();
    logs = new RunLogs(store, runs.reader, runs.signals);
  }

  @AfterEach
  void close() {
    writer.close();
    runs.close();
  }

  private void worker(StepRunner steps) {
    runs.worker("w", new LoggedSteps(steps, writer));
  }

  private static Selection all(long run) {
    return new Selection(run, Optional.empty(), OptionalInt.empty());
  }

  private List<String> followed(Selection selection) throws InterruptedException {
    List<String> lines = new ArrayList<>();
    logs.follow(
        selection,
        line -> lines.add("%s#%d %s".formatted(line.key(), line.attempt(), line.text())));
    return lines;
  }

  @Test
  void whatAStepSaysIsKeptWithHowItEnded() throws Exception {
    worker((attempt, control) -> {
      control.log("hello from %s\nand \0 more".formatted(attempt.key()));
      return DONE;
    });
    long run = runs.begin(step("a"), step("b", "a"));

    assertThat(followed(all(run)))
        .containsExactly(
            "a#1 attempt 1 begins",
            "a#1 hello from a",
            "a#1 and \uFFFD more",
            "a#1 done: done",
            "b#1 attempt 1 begins",
            "b#1 hello from b",
            "b#1 and \uFFFD more",
            "b#1 done: done");
    assertThat(followed(new Selection(run, Optional.of("b"), OptionalInt.empty())))
        .hasSize(4)
        .allMatch(line -> line.startsWith("b#1"));
    assertThatThrownBy(
            () -> logs.read(new Selection(run, Optional.of("c"), OptionalInt.empty()), line -> {}))
        .hasMessage("there is no step 'c' in run %d".formatted(run));
    assertThatThrownBy(() -> logs.read(all(run + 1), line -> {}))
        .isInstanceOf(LakehouseException.class);
  }

  @Test
  void aNoteThatWasSaidAlreadyIsNotSaidAgain() throws Exception {
    worker((attempt, control) -> {
      control.log("line 3 is wrong");
      return new StepOutcome.Failed(
          ErrorCode.INVALID_DATA,
          "1 file failed",
          Optional.of("mend it"),
          List.of("line 3 is wrong", "a.csv"),
          false);
    });
    long run = runs.begin(step("a"));

    assertThat(followed(all(run)))
        .containsExactly(
            "a#1 attempt 1 begins",
            "a#1 line 3 is wrong",
            "a#1   a.csv",
            "a#1 failed: 1 file failed",
            "a#1 remedy: mend it");
  }

  @Test
  void everyAttemptHasALogAndOnlyTheUnforeseenATrace() throws Exception {
    worker((attempt, control) -> {
      if (attempt.number() == 1) {
        throw LakehouseException.of(ErrorCode.UNAVAILABLE, "the store is away", "start it");
      }
      throw new IllegalStateException("a mistake of ours");
    });
    long run =
        runs.begin(with(step("a"), new Retries(1, Duration.ofMillis(1), 1, Duration.ofMillis(1))));

    List<String> lines = followed(all(run));
    assertThat(lines.subList(0, 5))
        .containsExactly(
            "a#1 attempt 1 begins",
            "a#1 failed: the store is away",
            "a#1 remedy: start it",
            "a#2 attempt 2 begins",
            "a#2 failed: java.lang.IllegalStateException: a mistake of ours");
    assertThat(lines.get(5)).startsWith("a#2 \tat dev.lakehouse");
    assertThat(followed(new Selection(run, Optional.empty(), OptionalInt.of(1)))).hasSize(3);
  }

  @Test
  void aLogIsFollowedWhileItIsWritten() throws Exception {
    CountDownLatch heard = new CountDownLatch(1);
    worker((attempt, control) -> {
      control.log("are you there?");
      heard.await();
      return DONE;
    });
    long run = runs.begin(step("a"));
    List<LogLine> lines = Collections.synchronizedList(new ArrayList<>());

    // The step ends only once its first line has come.
    logs.follow(
        all(run),
        line -> {
          lines.add(line);
          if (line.text().equals("are you there?")) {
            heard.countDown();
          }
        });

    assertThat(lines.getLast().text()).isEqualTo("done: done");
    assertThat(runs.reader.run(run).state()).isEqualTo(RunState.SUCCESS);
  }

  @Test
  void ofALongLogTheBeginningAndTheEndAreKept() throws Exception {
    String text = "x".repeat(1000);
    int written = 20_000;
    worker((attempt, control) -> {
      for (int i = 0; i < written; i++) {
        control.log(i + " " + text);
      }
      return DONE;
    });
    long run = runs.begin(step("a"));

    List<String> lines = followed(all(run));
    assertThat(runs.end(run).state()).isEqualTo(RunState.SUCCESS);
    assertThat(lines).hasSizeBetween(600, 2500);
    assertThat(lines.get(1)).startsWith("a#1 0 x");
    assertThat(lines.get(lines.size() - 2)).startsWith("a#1 %d x".formatted(written - 1));
    assertThat(lines).anyMatch(line -> line.contains(" lines were cut here"));
    long size =
        runs.state.inTransaction(handle ->
            handle
                .createQuery("SELECT sum(length(text)) FROM attempt_logs")
                .mapTo(Long.class)
                .one());
    assertThat(size).isBetween(500_000L, 2_200_000L);
  }

  @Test
  void aLogThatCannotBeWrittenHoldsNoStepUp() throws Exception {
    worker((attempt, control) -> {
      for (int i = 0; i < 5_000; i++) {
        control.log("%d %s".formatted(i, "x".repeat(500)));
      }
      return DONE;
    });
    long run;
    try (Connection other = runs.state.connections().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE attempt_logs IN ACCESS EXCLUSIVE MODE");
      run = runs.begin(step("a"));
      assertThat(runs.end(run).state()).isEqualTo(RunState.SUCCESS);
      other.rollback();
    }

    assertThat(followed(all(run)))
        .hasSizeBetween(900, 2500)
        .anyMatch(line -> line.contains("they came faster than they can be written"))
        .endsWith("a#1 done: done");
  }
}
