package dev.lakehouse.app.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.control.PipelineDetails;
import dev.lakehouse.pipeline.control.PipelineOperations;
import dev.lakehouse.pipeline.control.RunDetails;
import dev.lakehouse.pipeline.graph.StepState;
import dev.lakehouse.pipeline.plan.FanOut;
import dev.lakehouse.pipeline.run.RunListener;
import dev.lakehouse.pipeline.state.PipelineStore.PipelineRecord;
import dev.lakehouse.pipeline.state.RunReader;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunState;
import dev.lakehouse.pipeline.state.StepRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What holds for operations, whoever does them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PipelineOperationsContract {
  private OperatedHome home;
  private PipelineOperations operations;

  abstract PipelineOperations operations(OperatedHome home);

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    home = OperatedHome.start(directory.toRealPath());
    operations = operations(home);
  }

  @AfterAll
  void stop() {
    home.close();
  }

  /** Hears what is told. */
  static final class Heard implements RunListener {
    final List<String> told = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch begun = new CountDownLatch(1);

    @Override
    public void started(StepRecord step) {
      told.add("started " + step.key());
      begun.countDown();
    }

    @Override
    public void progressed(StepRecord step) {}

    @Override
    public void retrying(StepRecord step) {
      told.add("retrying " + step.key());
    }

    @Override
    public void ended(StepRecord step) {
      told.add("%s %s".formatted(step.state(), step.key()));
    }
  }

  private static RunReader.Filter only(String pipeline, int most) {
    return new RunReader.Filter(
        Optional.of(pipeline), Optional.empty(), OptionalLong.empty(), most);
  }

  private RunRecord runToEnd(String pipeline, Map<String, String> parameters) throws Exception {
    return operations.follow(operations.trigger(pipeline, parameters).id(), new Heard());
  }

  @Test
  void pipelinesAreListed() {
    assertThat(operations.pipelines())
        .extracting(PipelineRecord::name)
        .containsExactly("fail", "greet", "wait");
    assertThat(operations.pipelines().get(1).schedule()).contains("0 3 1 1 * Europe/Rome");
    assertThat(operations.pipelines().get(1).next()).isPresent();
  }

  @Test
  void aPipelineIsShownAsItWasDeclared() {
    PipelineDetails greet = operations.pipeline("greet");

    assertThat(greet.description()).isEqualTo("Greets everybody.");
    assertThat(greet.mostRuns()).isEqualTo(5);
    assertThat(greet.parameters()).isEqualTo(home.project().pipeline("greet").parameters());
    assertThat(greet.steps()).isEqualTo(home.project().pipeline("greet").steps());
    assertThat(greet.steps().get(1).each()).contains(new FanOut.Parameter("who"));
  }

  @Test
  void aPipelineIsPausedOnce() {
    assertThat(operations.pause("wait", true)).isTrue();
    assertThat(operations.pause("wait", true)).isFalse();
    assertThat(operations.pipeline("wait").pipeline().paused()).isTrue();
    assertThat(operations.pause("wait", false)).isTrue();
  }

  @Test
  void aRunIsFollowedToItsEnd() throws Exception {
    RunRecord begun = operations.trigger("greet", Map.of("how", "good day"));
    Heard heard = new Heard();

    RunRecord ended = operations.follow(begun.id(), heard);

    assertThat(begun.parameters()).isEqualTo(Map.of("who", "ann,bob", "how", "good day"));
    assertThat(begun.trigger()).isEqualTo("manual");
    assertThat(ended.state()).isEqualTo(RunState.SUCCESS);
    assertThat(ended.ended()).isPresent();
    assertThat(heard.told)
        .contains(
            "started prepare",
            "SUCCESS prepare",
            "SUCCESS say[1]",
            "SUCCESS say[2]",
            "SUCCESS each",
            "SUCCESS last");
    RunDetails details = operations.run(begun.id());
    assertThat(details.run()).isEqualTo(ended);
    assertThat(details.steps())
        .extracting(StepRecord::value)
        .contains(Optional.of("ann"), Optional.of("bob"));
    assertThat(details.attempts())
        .allSatisfy(attempt -> assertThat(attempt.ended()).isPresent())
        .hasSize(4);
    assertThat(operations.runs(only("greet", 1)).getFirst()).isEqualTo(ended);
  }

  @Test
  void aRunIsRetriedFromWhereItFailed() throws Exception {
    RunRecord failed = runToEnd("fail", Map.of());

    assertThat(failed.state()).isEqualTo(RunState.FAILED);
    assertThat(failed.error()).isPresent();
    assertThat(operations.run(failed.id()).steps())
        .extracting(StepRecord::state)
        .containsExactlyInAnyOrder(StepState.FAILED, StepState.UPSTREAM_FAILED);
    Files.createFile(home.project().directory().resolve("mended"));
    assertThat(operations.retry(failed.id())).isTrue();
    assertThat(operations.follow(failed.id(), new Heard()).state()).isEqualTo(RunState.SUCCESS);
    assertThat(operations.run(failed.id()).attempts()).hasSize(3);
    assertThat(operations.retry(failed.id())).isFalse();
    assertThat(operations.cancel(failed.id())).isFalse();
  }

  @Test
  void aRunThatIsFollowedCanBeCancelled() throws Exception {
    long run = operations.trigger("wait", Map.of()).id();
    Heard heard = new Heard();
    CompletableFuture<RunRecord> ended =
        CompletableFuture.supplyAsync(() -> {
          try {
            return operations.follow(run, heard);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    heard.begun.await();

    assertThat(operations.cancel(run)).isTrue();

    assertThat(ended.join().state()).isEqualTo(RunState.CANCELLED);
    assertThat(heard.told).contains("CANCELLED long");
  }

  @Test
  void runsAreListedAsTheFilterSays() throws Exception {
    List<RunRecord> runs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      runs.addFirst(runToEnd("greet", Map.of("who", "x")));
    }

    assertThat(operations.runs(only("greet", 3))).isEqualTo(runs);
    assertThat(
            operations.runs(
                new RunReader.Filter(
                    Optional.of("greet"),
                    Optional.of(RunState.SUCCESS),
                    OptionalLong.of(runs.getFirst().id()),
                    2)))
        .isEqualTo(runs.subList(1, 3));
    assertThat(operations.runs(only("greet", 0))).isEmpty();
    assertThat(operations.runs(only("greet", 5000))).startsWith(runs.toArray(RunRecord[]::new));
    assertThat(operations.runs(only("other & more", 3))).isEmpty();
  }

  @Test
  void mistakesAreToldInTheSameWords() {
    assertMistake(
        () -> operations.pipeline("gret"),
        ErrorCode.NOT_FOUND,
        "there is no pipeline 'gret' in " + home.project().directory(),
        "did you mean 'greet'?");
    assertMistake(
        () -> operations.trigger("gret", Map.of()),
        ErrorCode.NOT_FOUND,
        "there is no pipeline 'gret' in " + home.project().directory(),
        "did you mean 'greet'?");
    assertMistake(
        () -> operations.pause("a b?c", true),
        ErrorCode.NOT_FOUND,
        "there is no pipeline 'a b?c' in " + home.project().directory(),
        "the pipelines are fail, greet, wait");
    assertMistake(
        () -> operations.trigger("greet", Map.of("whom", "x")),
        ErrorCode.INVALID_ARGUMENT,
        "the pipeline greet has no parameter 'whom'",
        "did you mean 'who'?");
    for (ThrowingCallable missing :
        List.<ThrowingCallable>of(
            () -> operations.run(4711),
            () -> operations.cancel(4711),
            () -> operations.retry(4711),
            () -> operations.follow(4711, new Heard()))) {
      assertThatThrownBy(missing)
          .isInstanceOfSatisfying(
              LakehouseException.class,
              error -> assertThat(error.code()).isEqualTo(ErrorCode.NOT_FOUND))
          .hasMessageContaining("4711");
    }
  }

  private static void assertMistake(
      ThrowingCallable call, ErrorCode code, String message, String remedy) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            LakehouseException.class,
            error -> {
              assertThat(error.code()).isEqualTo(code);
              assertThat(error.remedy()).contains(remedy);
            })
        .hasMessage(message);
  }
}
