package dev.lakehouse.app.remote;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.control.PipelineDetails;
import dev.lakehouse.pipeline.control.PipelineOperations;
import dev.lakehouse.pipeline.control.RunDetails;
import dev.lakehouse.pipeline.run.RunListener;
import dev.lakehouse.pipeline.state.PipelineStore.PipelineRecord;
import dev.lakehouse.pipeline.state.RunReader;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.serve.api.body.ApiJson;
import dev.lakehouse.serve.api.body.PipelineBody;
import dev.lakehouse.serve.api.body.PipelineChangeBody;
import dev.lakehouse.serve.api.body.PipelineDetailsBody;
import dev.lakehouse.serve.api.body.PipelinesBody;
import dev.lakehouse.serve.api.body.RunBody;
import dev.lakehouse.serve.api.body.RunChangeBody;
import dev.lakehouse.serve.api.body.RunDetailsBody;
import dev.lakehouse.serve.api.body.RunEvents;
import dev.lakehouse.serve.api.body.RunsBody;
import dev.lakehouse.serve.api.body.StepBody;
import dev.lakehouse.serve.api.body.TriggerBody;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Operations that a server does, asked for over its API. Thread-safe. */
public final class RemoteOperations implements PipelineOperations {
  // What the server gives at the most.
  private static final int PAGE = 1000;

  private final ApiClient client;

  /**
   * Operations of a server.
   *
   * @param server its address, such as {@code http://127.0.0.1:8080}
   */
  public RemoteOperations(URI server) {
    this.client = new ApiClient(server);
  }

  @Override
  public List<PipelineRecord> pipelines() {
    return client.get("/pipelines", PipelinesBody.class).pipelines().stream()
        .map(PipelineBody::toRecord)
        .toList();
  }

  @Override
  public PipelineDetails pipeline(String name) {
    return client.get(pipelinePath(name), PipelineDetailsBody.class).toDetails();
  }

  @Override
  public boolean pause(String pipeline, boolean paused) {
    return client
        .post(pipelinePath(pipeline) + (paused ? "/pause" : "/unpause"), PipelineChangeBody.class)
        .changed();
  }

  @Override
  public RunRecord trigger(String pipeline, Map<String, String> parameters) {
    return client
        .post(
            pipelinePath(pipeline) + "/runs",
            new TriggerBody(Optional.of(parameters)),
            RunBody.class)
        .toRecord();
  }

  @Override
  public List<RunRecord> runs(RunReader.Filter filter) {
    List<RunRecord> runs = new ArrayList<>();
    OptionalLong before = filter.before();
    do {
      int wanted = Math.min(filter.most() - runs.size(), PAGE);
      if (wanted < 1) {
        break;
      }
      RunsBody page = client.get(runsPath(filter, before, wanted), RunsBody.class);
      page.runs().forEach(run -> runs.add(run.toRecord()));
      before = page.nextBefore();
    } while (before.isPresent());
    return runs;
  }

  private static String runsPath(RunReader.Filter filter, OptionalLong before, int limit) {
    StringBuilder path = new StringBuilder("/runs?limit=").append(limit);
    filter.pipeline().ifPresent(name -> path.append("&pipeline=").append(ApiClient.segment(name)));
    filter.state().ifPresent(state -> path.append("&state=").append(ApiJson.word(state)));
    before.ifPresent(id -> path.append("&before=").append(id));
    return path.toString();
  }

  @Override
  public RunDetails run(long id) {
    return client.get(runPath(id), RunDetailsBody.class).toDetails();
  }

  @Override
  public boolean cancel(long run) {
    return client.post(runPath(run) + "/cancel", RunChangeBody.class).changed();
  }

  @Override
  public boolean retry(long run) {
    return client.post(runPath(run) + "/retry", RunChangeBody.class).changed();
  }

  @Override
  public RunRecord follow(long run, RunListener listener) throws InterruptedException {
    try (EventReader events = client.events(runPath(run) + "/events")) {
      for (Optional<EventReader.Event> event = events.next();
          event.isPresent();
          event = events.next()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        String name = event.get().name();
        String data = event.get().data();
        if (name.equals(RunEvents.END)) {
          return client.read(data, RunBody.class).toRecord();
        }
        RunEvents.find(name)
            .ifPresent(known -> known.tell(listener, client.read(data, StepBody.class)));
      }
    } catch (IOException e) {
      throw leftAlone(run).causedBy(e);
    }
    throw leftAlone(run);
  }

  private static LakehouseException leftAlone(long run) {
    return LakehouseException.of(
        ErrorCode.UNAVAILABLE,
        "the server ended while run %d went on".formatted(run),
        "a run goes on once a server or a worker is there again; see it with 'runs show %d'"
            .formatted(run));
  }

  private static String pipelinePath(String name) {
    return "/pipelines/" + ApiClient.segment(name);
  }

  private static String runPath(long id) {
    return "/runs/" + id;
  }
}
