package dev.lakehouse.pipeline.run;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.thread.Uninterruptibles;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.state.PipelineStore;
import dev.lakehouse.pipeline.state.PipelineStore.Timetable;
import dev.lakehouse.pipeline.state.RunRequest;
import dev.lakehouse.pipeline.state.RunStart;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins the runs of a project's schedules when their time has come. Thread-safe. */
final class ScheduleClock implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ScheduleClock.class);
  // Another process may let a pipeline go on.
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private final PipelineStore pipelines;
  private final InstantSource clock;
  private final Map<String, Timetable> timetables;
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread = Thread.ofPlatform().name("schedules").unstarted(this::run);
  private volatile boolean closed;

  ScheduleClock(PipelineStore pipelines, Project project, InstantSource clock) {
    this.pipelines = requireNonNull(pipelines, "pipelines is null");
    this.clock = requireNonNull(clock, "clock is null");
    Map<String, Timetable> made = new HashMap<>();
    for (PipelineDefinition pipeline : project.pipelines().values()) {
      pipeline
          .schedule()
          .ifPresent(schedule ->
              made.put(pipeline.name(), new Timetable(schedule, time -> start(pipeline, time))));
    }
    this.timetables = Map.copyOf(made);
  }

  private static RunStart start(PipelineDefinition pipeline, Instant time) {
    return new RunStart(pipeline.plan(), RunRequest.scheduled(time, pipeline.defaults()));
  }

  void start() {
    thread.start();
  }

  /** Looks again at once: what is due may have changed. */
  void look() {
    wake.release();
  }

  private void run() {
    while (!closed) {
      Duration pause = LONGEST;
      try {
        Optional<Instant> next = pipelines.beginDue(timetables);
        pause = next.map(time -> Duration.between(clock.instant(), time)).orElse(LONGEST);
      } catch (LakehouseException e) {
        log.warn("cannot see which pipelines are due: {}", e.getMessage());
      }
      try {
        long millis = Math.clamp(pause.toMillis() + 1, SHORTEST.toMillis(), LONGEST.toMillis());
        if (wake.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    wake.release();
    Uninterruptibles.join(thread);
  }
}
