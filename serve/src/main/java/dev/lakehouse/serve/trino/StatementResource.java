package dev.lakehouse.serve.trino;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lakehouse.serve.http.Routes;
import dev.lakehouse.serve.trino.ClientQuery.Answer;
import dev.lakehouse.serve.trino.Slug.Address;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Takes statements, and hands out their results page by page. */
final class StatementResource implements Routes {
  private static final int NO_CONTENT = 204;
  private static final int CONTENT_TOO_LARGE = 413;

  /** Trino's limit is a million characters; an INSERT of many rows is longer. */
  private static final int MOST_BYTES = 4 << 20;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private static final String QUEUED = QueryLinks.STATEMENT + "/queued/{id}/{slug}/{token}";
  private static final String EXECUTING = QueryLinks.STATEMENT + "/executing/{id}/{slug}/{token}";
  private static final String PARTIAL_CANCEL =
      QueryLinks.STATEMENT + "/executing/partialCancel/{id}/{stage}/{slug}/{token}";

  private final QueryDispatcher dispatcher;
  private final RunningQueries queries;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final QueryIds ids = new QueryIds(random);
  private final ResultsWriter writer = new ResultsWriter();

  StatementResource(QueryDispatcher dispatcher, RunningQueries queries, InstantSource clock) {
    this.dispatcher = dispatcher;
    this.queries = queries;
    this.clock = clock;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    // Clients ask this whether they may connect.
    routes.head(QueryLinks.STATEMENT, context -> context.contentType("application/json"));
    routes.post(QueryLinks.STATEMENT, answering(this::submit));
    routes.head(QUEUED, answering(context -> keepAlive(context, Address.QUEUED)));
    routes.get(QUEUED, answering(this::queued));
    routes.delete(QUEUED, answering(context -> cancel(context, Address.QUEUED)));
    routes.head(EXECUTING, answering(context -> keepAlive(context, Address.EXECUTING)));
    routes.get(EXECUTING, answering(this::page));
    routes.delete(EXECUTING, answering(context -> cancel(context, Address.EXECUTING)));
    routes.delete(PARTIAL_CANCEL, answering(this::stopEarly));
  }

  private void submit(Context context) throws IOException, InterruptedException {
    ClientRequest client = new RequestHeaders(context.req()).read();
    Query query = new Query(ids.next(clock.instant()), client, text(context), clock);
    ClientQuery submitted = new ClientQuery(query, new Slug(random), writer, clock);
    dispatcher.submit(submitted);
    send(context, submitted.queued(0, Duration.ZERO, QueryLinks.of(context.req())));
  }

  private static String text(Context context) throws IOException {
    byte[] body = context.req().getInputStream().readNBytes(MOST_BYTES + 1);
    if (body.length == 0) {
      throw RefusedRequest.badRequest("SQL statement is empty");
    }
    if (body.length > MOST_BYTES) {
      throw new RefusedRequest(
          CONTENT_TOO_LARGE, "SQL statement is longer than %d bytes".formatted(MOST_BYTES));
    }
    return new String(body, UTF_8);
  }

  private void queued(Context context) throws IOException, InterruptedException {
    send(
        context,
        find(context, Address.QUEUED)
            .queued(token(context), wait(context), QueryLinks.of(context.req())));
  }

  private void page(Context context) throws IOException, InterruptedException {
    send(
        context,
        find(context, Address.EXECUTING)
            .page(token(context), wait(context), QueryLinks.of(context.req())));
  }

  private void keepAlive(Context context, Address address) {
    find(context, address).query().touch();
  }

  private void cancel(Context context, Address address) {
    find(context, address).query().fail(QueryErrors.cancelled());
    context.status(NO_CONTENT);
  }

  private void stopEarly(Context context) {
    find(context, Address.EXECUTING).query().stopEarly();
    context.status(NO_CONTENT);
  }

  private ClientQuery find(Context context, Address address) {
    ClientQuery query = queries.live(context.pathParam("id")).orElseThrow(RefusedRequest::notFound);
    query.authorize(address, token(context), context.pathParam("slug"));
    return query;
  }

  private static long token(Context context) {
    try {
      return Long.parseLong(context.pathParam("token"));
    } catch (NumberFormatException e) {
      throw RefusedRequest.notFound();
    }
  }

  /** How long the client wants to wait for a page; older clients say so. */
  private static Duration wait(Context context) {
    Optional<String> asked = Optional.ofNullable(context.queryParam("maxWait"));
    try {
      return asked
          .map(value -> Duration.ofMillis(io.airlift.units.Duration.valueOf(value).toMillis()))
          .filter(value -> value.compareTo(LONGEST_WAIT) < 0)
          .orElse(LONGEST_WAIT);
    } catch (IllegalArgumentException e) {
      throw RefusedRequest.badRequest("maxWait is no duration: " + asked.orElseThrow());
    }
  }

  private static void send(Context context, Answer answer) throws IOException {
    if (isLocal(context)) {
      // On one machine packing takes longer than the bytes would.
      context.disableCompression();
    }
    answer.head().ifPresent(head -> ResponseHeaders.add(head.sessionUpdate(), context.res()));
    context.header("Cache-Control", "no-store");
    context.contentType("application/json");
    context.result(answer.body());
  }

  private static boolean isLocal(Context context) throws IOException {
    return InetAddress.getByName(context.req().getRemoteAddr()).isLoopbackAddress();
  }

  /** A refusal is a status and a line of text. */
  static Handler answering(Handler handler) {
    return context -> {
      try {
        handler.handle(context);
      } catch (RefusedRequest e) {
        context.status(e.status());
        context.contentType("text/plain; charset=utf-8");
        context.result(e.getMessage());
      }
    };
  }
}
