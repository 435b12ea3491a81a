package dev.lakehouse.serve.trino;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.serve.http.Routes;
import io.airlift.units.Duration;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** What a server says of itself: a coordinator of the Trino whose protocol and SQL this is. */
final class InfoResource implements Routes {
  private static final String VERSION = "476";
  private static final String ENVIRONMENT = "lakehouse";

  private final String nodeId;
  private final InstantSource clock;
  private final Instant started;
  private final ObjectMapper mapper = new ObjectMapper();

  InfoResource(String nodeId, InstantSource clock) {
    this.nodeId = nodeId;
    this.clock = clock;
    this.started = clock.instant();
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/v1/info", this::info);
    routes.get("/v1/info/state", context -> send(context, mapper.writeValueAsBytes("ACTIVE")));
    routes.get("/v1/info/coordinator", context -> context.contentType("text/plain"));
    routes.head("/v1/status", context -> context.contentType("application/json"));
    routes.get("/v1/status", this::status);
  }

  private void info(Context context) throws IOException {
    ObjectNode json = mapper.createObjectNode();
    json.putObject("nodeVersion").put("version", VERSION);
    json.put("environment", ENVIRONMENT);
    json.put("coordinator", true);
    json.put("starting", false);
    json.put("uptime", uptime());
    send(context, mapper.writeValueAsBytes(json));
  }

  private void status(Context context) throws IOException {
    Runtime runtime = Runtime.getRuntime();
    ObjectNode json = mapper.createObjectNode();
    json.put("nodeId", nodeId);
    json.putObject("nodeVersion").put("version", VERSION);
    json.put("environment", ENVIRONMENT);
    json.put("coordinator", true);
    json.put("uptime", uptime());
    json.put("processors", runtime.availableProcessors());
    json.put("heapUsed", runtime.totalMemory() - runtime.freeMemory());
    json.put("heapAvailable", runtime.maxMemory());
    send(context, mapper.writeValueAsBytes(json));
  }

  private String uptime() {
    long millis = java.time.Duration.between(started, clock.instant()).toMillis();
    return new Duration(millis, TimeUnit.MILLISECONDS).convertToMostSuccinctTimeUnit().toString();
  }

  private static void send(Context context, byte[] body) {
    context.contentType("application/json");
    context.result(body);
  }
}
