package dev.lakehouse.serve.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.pipeline.control.PipelineOperations;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.variable.Variables;
import dev.lakehouse.quality.run.QualityChecks;
import dev.lakehouse.serve.api.body.ApiJson;
import dev.lakehouse.serve.http.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The API and its pages. Thread-safe. */
public final class RestApi implements Routes, AutoCloseable {
  /** Beneath this path the API answers. */
  public static final String ROOT = "/api/v1";

  private static final String PAGE = "/api";
  private static final Duration BEAT = Duration.ofSeconds(10);
  private static final List<HandlerType> METHODS =
      List.of(
          HandlerType.GET,
          HandlerType.POST,
          HandlerType.PUT,
          HandlerType.PATCH,
          HandlerType.DELETE);

  private final List<Operation> operations = new ArrayList<>();
  private final JsonMapper json = ApiJson.server();
  private final EventStreams streams;
  private final BrowserGuard guard;

  private RestApi(Parts parts, String host, Duration beat, InstantSource clock) {
    requireNonNull(parts, "parts is null");
    this.streams = new EventStreams(beat);
    this.guard = new BrowserGuard(host);
    operations.addAll(new PipelineResource(parts.pipelines()).operations());
    operations.addAll(new RunResource(parts.pipelines()).operations());
    operations.addAll(new WorkResource(parts.orchestrator()).operations());
    parts.variables().ifPresent(some -> operations.addAll(new VariableResource(some).operations()));
    parts
        .checks()
        .ifPresent(
            some -> operations.addAll(new CheckResource(some, parts.project()).operations()));
    Optional<Path> directory = parts.project().map(Project::directory);
    operations.addAll(
        new HealthResource(parts.pipelines(), directory, clock.instant()).operations());
    operations.add(
        Operation.get("/openapi.json", "show_openapi", "Describes the API for programs.")
            .answers(ObjectNode.class, _ -> new OpenApi(operations).document()));
  }

  /**
   * What a process can do.
   *
   * @param pipelines what is done with pipelines and runs
   * @param orchestrator knows of workers, sensors and logs
   * @param variables the project's; empty without a project
   * @param checks what makes checks; empty if it makes none
   * @param project the project that it does all that for
   */
  public record Parts(
      PipelineOperations pipelines,
      Orchestrator orchestrator,
      Optional<Variables> variables,
      Optional<QualityChecks> checks,
      Optional<Project> project) {
    public Parts {
      requireNonNull(pipelines, "pipelines is null");
      requireNonNull(orchestrator, "orchestrator is null");
      requireNonNull(variables, "variables is null");
      requireNonNull(checks, "checks is null");
      requireNonNull(project, "project is null");
    }
  }

  /**
   * The API of what a process can do.
   *
   * @param host what the server listens on
   */
  public static RestApi of(Parts parts, String host, InstantSource clock) {
    return of(parts, host, BEAT, clock);
  }

  /** The same with another time between signs of life. */
  static RestApi of(Parts parts, String host, Duration beat, InstantSource clock) {
    return new RestApi(parts, host, beat, clock);
  }

  @Override
  public void addTo(RoutesConfig routes) {
    for (Operation operation : operations) {
      routes.addHttpHandler(
          operation.method(), ROOT + operation.path(), context -> handle(context, operation));
    }
    METHODS.forEach(method -> routes.addHttpHandler(method, ROOT + "/*", this::refuse));
    String page = new ApiPage(operations).html();
    routes.get(PAGE, context -> context.html(page));
  }

  private void handle(Context context, Operation operation) throws IOException {
    try {
      guard.check(context);
      ApiRequest request = new ApiRequest(context, operation, json);
      request.requireKnownParameters();
      switch (operation.answer()) {
        case Operation.Json<?> answer ->
            send(context, answer.status(), answer.by().answer(request));
        case Operation.Events events -> streams.serve(context, json, request, events);
      }
    } catch (Exception e) {
      ApiErrors.Answer answer = ApiErrors.of(e, operation);
      send(context, answer.status(), answer.body());
    }
  }

  private void refuse(Context context) throws IOException {
    String path = context.path().substring(ROOT.length());
    String allowed =
        operations.stream()
            .filter(operation -> operation.isAt(path))
            .map(operation -> operation.method().name())
            .collect(Collectors.joining(", "));
    RefusedCall refused =
        allowed.isEmpty()
            ? RefusedCall.notFound(
                "there is nothing at %s".formatted(context.path()), "see " + PAGE)
            : RefusedCall.methodNotAllowed(
                "%s is not for %s".formatted(context.path(), context.method()),
                "it is for " + allowed);
    if (!allowed.isEmpty()) {
      context.header("Allow", allowed);
    }
    send(context, refused.status(), refused.body());
  }

  private void send(Context context, int status, Object body) throws IOException {
    context.status(status);
    context.header("Cache-Control", "no-store");
    context.contentType("application/json");
    context.result(json.writeValueAsBytes(body));
  }

  /** Ends the streams of events. Other requests are answered until the server is closed. */
  @Override
  public void close() {
    streams.close();
  }
}
