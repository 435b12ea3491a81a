package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.state.WorkerRegistry.WorkerRecord;
import java.time.Instant;
import java.util.List;

/** The workers that live, by name. */
public record WorkersBody(List<WorkerBody> workers) {
  public WorkersBody {
    workers = List.copyOf(workers);
  }

  /** A worker; see {@link WorkerRecord}. */
  public record WorkerBody(
      String name,
      String host,
      long pid,
      int running,
      int capacity,
      List<String> tags,
      Instant started) {
    public WorkerBody {
      requireNonNull(name, "name is null");
      requireNonNull(host, "host is null");
      tags = List.copyOf(tags);
      requireNonNull(started, "started is null");
    }

    static WorkerBody of(WorkerRecord worker) {
      return new WorkerBody(
          worker.registration().name(),
          worker.registration().host(),
          worker.registration().pid(),
          worker.running(),
          worker.registration().capacity(),
          worker.registration().tags(),
          worker.started());
    }
  }

  public static WorkersBody of(List<WorkerRecord> workers) {
    return new WorkersBody(workers.stream().map(WorkerBody::of).toList());
  }
}
