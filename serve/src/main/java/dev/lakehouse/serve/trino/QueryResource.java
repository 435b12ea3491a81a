package dev.lakehouse.serve.trino;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.serve.http.Routes;
import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.SqlSession;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/** The list of queries, with the names that Trino's {@code /v1/query} gives to things. */
final class QueryResource implements Routes {
  private static final int NO_CONTENT = 204;

  private final RunningQueries queries;
  private final InstantSource clock;
  private final ObjectMapper mapper = new ObjectMapper();

  QueryResource(RunningQueries queries, InstantSource clock) {
    this.queries = queries;
    this.clock = clock;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get(QueryLinks.QUERY, StatementResource.answering(this::list));
    routes.get(QueryLinks.QUERY + "/{id}", StatementResource.answering(this::show));
    routes.delete(QueryLinks.QUERY + "/{id}", StatementResource.answering(this::cancel));
  }

  private void list(Context context) throws IOException {
    Optional<QueryState> wanted = Optional.ofNullable(context.queryParam("state")).map(this::state);
    ArrayNode list = mapper.createArrayNode();
    queries.list().stream()
        .filter(query -> wanted.map(state -> state == query.state()).orElse(true))
        .map(query -> json(query, QueryLinks.of(context.req())))
        .forEach(list::add);
    send(context, mapper.writeValueAsBytes(list));
  }

  private QueryState state(String name) {
    try {
      return QueryState.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw RefusedRequest.badRequest("no query has the state " + name);
    }
  }

  private void show(Context context) throws IOException {
    QueryInfo query = queries.find(context.pathParam("id")).orElseThrow(RefusedRequest::notFound);
    send(context, mapper.writeValueAsBytes(json(query, QueryLinks.of(context.req()))));
  }

  private void cancel(Context context) {
    if (!queries.cancel(context.pathParam("id"))) {
      throw RefusedRequest.notFound();
    }
    context.status(NO_CONTENT);
  }

  private static void send(Context context, byte[] body) {
    context.contentType("application/json");
    context.result(body);
  }

  private ObjectNode json(QueryInfo query, QueryLinks links) {
    Instant now = clock.instant();
    ObjectNode json = mapper.createObjectNode();
    json.put("queryId", query.id());
    json.put("state", query.state().name());
    json.put("self", links.info(query.id()));
    json.put("query", query.text());
    query.updateType().ifPresent(type -> json.put("updateType", type));
    json.set("session", session(query.client()));
    ObjectNode stats = json.putObject("queryStats");
    stats.put("createTime", query.created().toString());
    query.ended().ifPresent(end -> stats.put("endTime", end.toString()));
    stats.put("lastHeartbeat", query.lastAccess().toString());
    stats.put("queuedTime", query.queued(now).toMillis() + "ms");
    stats.put("elapsedTime", query.elapsed(now).toMillis() + "ms");
    stats.put("outputPositions", query.rows());
    query.failure().ifPresent(failure -> addFailure(json, failure));
    return json;
  }

  private ObjectNode session(ClientRequest client) {
    SqlSession session = client.session();
    ObjectNode json = mapper.createObjectNode();
    json.put("user", session.user());
    session.source().ifPresent(source -> json.put("source", source));
    session.catalog().ifPresent(catalog -> json.put("catalog", catalog));
    session.schema().ifPresent(schema -> json.put("schema", schema));
    json.put("timeZoneKey", session.timeZone().getId());
    client.info().ifPresent(info -> json.put("clientInfo", info));
    client.traceToken().ifPresent(token -> json.put("traceToken", token));
    ArrayNode tags = json.putArray("clientTags");
    client.tags().stream().sorted().forEach(tags::add);
    return json;
  }

  private static void addFailure(ObjectNode json, SqlException failure) {
    json.put("errorType", failure.error().type().name());
    json.putObject("errorCode")
        .put("code", failure.error().number())
        .put("name", failure.error().name())
        .put("type", failure.error().type().name());
    json.putObject("failureInfo").put("message", failure.getMessage());
  }
}
