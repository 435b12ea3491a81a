package dev.lakehouse.app.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.platform.Moment.Effect;
import dev.lakehouse.app.platform.Moment.Order;
import dev.lakehouse.app.platform.MomentListener.Answer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that do the same at the same moment. */
class RacingProcessesTest {
  private static final long LIMIT_SECONDS = 60;

  @TempDir private Path directory;
  private LakeServer server;

  @BeforeEach
  void start() {
    server = LakeServer.start(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void bothMakeTheNamespaceAndTheTable() throws Exception {
    Lake alone = lake();
    assertThat(server.run(alone, MomentListener.none()).end()).isPresent();
    Lake shared = lake();
    CyclicBarrier both = new CyclicBarrier(2);
    Callable<PipelineChild.End> process =
        () ->
            server.run(
                shared,
                new Meeting(
                    both,
                    Set.of(
                        new Moment(Order.BEFORE, Effect.COMMIT, "namespace lakehouse"),
                        new Moment(Order.BEFORE, Effect.COMMIT, "lakehouse.sales"))));

    try (ExecutorService processes = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<PipelineChild.End>> ends = processes.invokeAll(List.of(process, process));
      for (Future<PipelineChild.End> end : ends) {
        assertThat(end.get().errors()).isEmpty();
        assertThat(end.get().end()).isPresent();
      }
    }

    assertThat(both.isBroken()).isFalse();
    assertThat(withRegistryRowsOnce(server.state(shared)))
        .isEqualTo(withRegistryRowsOnce(server.state(alone)));
  }

  private Lake lake() {
    Lake lake = server.empty();
    Inputs.FIRST.putInto(lake);
    return lake;
  }

  /** Each of two scans at a time registers what it did. */
  private static Set<List<String>> withRegistryRowsOnce(LakeState state) {
    Set<List<String>> tables = new HashSet<>();
    state
        .tables()
        .forEach((table, rows) ->
            tables.add(
                table.equals("lakehouse._ingest_registry")
                    ? rows.stream().distinct().toList()
                    : rows));
    return tables;
  }

  /** Waits for the other process, at each of some moments the first time. */
  private static final class Meeting implements MomentListener {
    private final CyclicBarrier both;
    private final Set<Moment> open;

    private Meeting(CyclicBarrier both, Set<Moment> moments) {
      this.both = both;
      this.open = new HashSet<>(moments);
    }

    @Override
    public synchronized Answer reached(Moment moment) {
      if (open.remove(moment)) {
        try {
          both.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
          throw new IllegalStateException("the other process did not come to " + moment, e);
        }
      }
      return Answer.GO_ON;
    }
  }
}
