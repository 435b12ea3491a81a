package dev.lakehouse.pipeline.run;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.pipeline.callback.CallbackPolicy;
import dev.lakehouse.pipeline.callback.SmtpSettings;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.state.RunState;
import dev.lakehouse.pipeline.state.StateDatabase;
import dev.lakehouse.pipeline.state.StepOutcome;
import dev.lakehouse.pipeline.work.StepRunner;
import dev.lakehouse.pipeline.work.WorkerSettings;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.catalog.Database;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who is told of runs, with real servers that are told. */
@ExtendWith(TestDatabase.class)
class CallbacksTest {
  private static final String SECRET = "T0P-S3CRET";
  private static final CallbackPolicy AT_ONCE =
      new CallbackPolicy(Duration.ofMillis(1), Duration.ofMillis(1), 3);
  private static final StepRunner DONE = (attempt, control) -> done();
  private static final StepRunner FAILING =
      (attempt, control) -> {
        throw LakehouseException.of(
            ErrorCode.INVALID_DATA, "row 3 has no \"amount\" <here>", "mend the file");
      };

  private final BlockingQueue<Post> posts = new LinkedBlockingQueue<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private HttpServer receiver;
  private GreenMail mail;
  private Path directory;
  private Database database;

  /** What the receiver was sent. */
  private record Post(String path, Map<String, List<String>> headers, String body) {
    String id() {
      return headers.get("X-lakehouse-callback-id").getFirst();
    }

    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(body);
    }
  }

  private static StepOutcome done() {
    return new StepOutcome.Done(
        false,
        "done",
        List.of(),
        List.of(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  @BeforeEach
  void open(TestDatabase.Server server, @TempDir Path temporary) throws Exception {
    directory = temporary;
    Files.createDirectories(directory.resolve("pipelines"));
    database = server.open();
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::receive);
    receiver.start();
    mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.setUser("lake@example.com", "lake", SECRET);
    mail.start();
  }

  @AfterEach
  void close() {
    mail.stop();
    receiver.stop(0);
    database.close();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      boolean refused = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
      exchange.sendResponseHeaders(refused ? 500 : 204, -1);
      posts.add(new Post(exchange.getRequestURI().toString(), exchange.getRequestHeaders(), body));
    }
  }

  private Project project(String callbacks) throws IOException {
    Files.writeString(
        directory.resolve("pipelines/p.yaml"),
        "name: p\nsteps: [{name: load, uses: shell, command: [\"true\"]}]\n" + callbacks);
    return new ProjectReader(
            new SettingsReader(
                Map.of(
                    "PLACE",
                    "http://127.0.0.1:" + receiver.getAddress().getPort(),
                    "TOKEN",
                    SECRET)))
        .read(directory);
  }

  private Orchestrator orchestrator(Project project, StepRunner steps) {
    return orchestrator(project, steps, InstantSource.system());
  }

  private Orchestrator orchestrator(Project project, StepRunner steps, InstantSource clock) {
    Orchestrator orchestrator = Orchestrator.open(database, clock);
    orchestrator.declare(project);
    orchestrator.work(steps, new WorkerSettings("w", "here", 2, List.of(), Duration.ofSeconds(10)));
    return orchestrator;
  }

  private void callBack(Orchestrator orchestrator, Project project) {
    orchestrator.callBack(
        project,
        Optional.of(
            new SmtpSettings(
                "127.0.0.1",
                mail.getSmtp().getPort(),
                Optional.of("lake"),
                Optional.of(SECRET),
                "lake@example.com",
                SmtpSettings.Security.NONE)),
        AT_ONCE);
  }

  private long run(Orchestrator orchestrator, Project project, RunState end) throws Exception {
    long run = orchestrator.trigger(project.pipeline("p"), Map.of());
    assertThat(orchestrator.follow(run, new RecordedRun()).state()).isEqualTo(end);
    return run;
  }

  private Post post() throws InterruptedException {
    Post post = posts.poll(30, TimeUnit.SECONDS);
    assertThat(post).as("a callback within 30 s").isNotNull();
    return post;
  }

  private List<String> states() {
    try (StateDatabase state = StateDatabase.open(database)) {
      return state.inTransaction(handle ->
          handle
              .createQuery(
                  "SELECT state || ' ' || attempts || COALESCE(' ' || problem, '') FROM callbacks"
                      + " ORDER BY created_at, position")
              .mapTo(String.class)
              .list());
    }
  }

  @Test
  void aWebhookIsToldThatARunEndedWell() throws Exception {
    Project project =
        project(
            """
            on_success:
              - webhook: {url: "${PLACE}/hook?key=${TOKEN}", headers: {Authorization: "Bearer ${TOKEN}"}}
            on_failure: [{webhook: {url: "${PLACE}/never"}}]
            """);
    long run;
    try (Orchestrator orchestrator = orchestrator(project, DONE)) {
      callBack(orchestrator, project);
      run = run(orchestrator, project, RunState.SUCCESS);
      Post post = post();

      assertThat(post.path()).isEqualTo("/hook?key=" + SECRET);
      assertThat(post.headers()).containsEntry("Authorization", List.of("Bearer " + SECRET));
      assertThat(post.json().get("event").textValue()).isEqualTo("success");
      assertThat(post.json().get("pipeline").textValue()).isEqualTo("p");
      assertThat(post.json().get("run").textValue()).isEqualTo(Long.toString(run));
      assertThat(post.json().get("id").textValue()).isEqualTo(post.id());
      assertThat(post.json().get("text").textValue())
          .contains("p: run %d has ended well".formatted(run), "lakehouse runs show " + run);
    }
    assertThat(posts).isEmpty();
    assertThat(states()).containsExactly("SENT 1");
    assertThatNothingKeepsSecrets();
  }

  @Test
  void aFailureNamesItsStepErrorAndRemedyInEveryKind() throws Exception {
    Project project =
        project(
            """
            on_failure:
              - slack: {url: "${PLACE}/services/${TOKEN}"}
              - email: {to: [ops@example.com, boss@example.com]}
              - webhook:
                  url: ${PLACE}/own
                  body: '{"title": "{{ subject }}", "why": "{{ error }}"}'
            """);
    String text;
    String why;
    long run;
    try (Orchestrator orchestrator = orchestrator(project, FAILING)) {
      callBack(orchestrator, project);
      run = run(orchestrator, project, RunState.FAILED);
      Map<String, Post> byPath = new HashMap<>();
      for (Post post : List.of(post(), post())) {
        byPath.put(post.path(), post);
      }
      text =
          """
          p: run %d has failed

          run      %d
          trigger  manual
          """
              .formatted(run, run);
      why =
          """
          step     load
          error    row 3 has no "amount" <here>
          remedy   mend the file
          look     lakehouse runs show %d
          """
              .formatted(run);

      assertThat(byPath.get("/services/" + SECRET).json().get("text").textValue())
          .startsWith(text)
          .endsWith(why.replace("<", "&lt;").replace(">", "&gt;"));
      assertThat(byPath.get("/own").json())
          .isEqualTo(
              new ObjectMapper()
                  .valueToTree(
                      Map.of(
                          "title",
                          "p: run %d has failed".formatted(run),
                          "why",
                          "row 3 has no \"amount\" <here>")));
    }
    assertThat(mail.getReceivedMessages()).hasSize(2);
    MimeMessage first = mail.getReceivedMessages()[0];
    assertThat(first.getSubject()).isEqualTo("p: run %d has failed".formatted(run));
    assertThat(((String) first.getContent()).replace("\r\n", "\n"))
        .startsWith(text)
        .contains(why.strip());
    assertThat(first.getHeader("Message-ID")[0])
        .isEqualTo(
            "<%s@callbacks.lakehouse>".formatted(first.getHeader("X-Lakehouse-Callback-Id")[0]));
    assertThat(states()).containsExactly("SENT 1", "SENT 1", "SENT 1");
    assertThatNothingKeepsSecrets();
  }

  @Test
  void whatIsRefusedComesAgainUnderTheSameId() throws Exception {
    Project project = project("on_success: [{webhook: {url: \"${PLACE}/\"}}]\n");
    refusals.set(2);
    try (Orchestrator orchestrator = orchestrator(project, DONE)) {
      callBack(orchestrator, project);
      run(orchestrator, project, RunState.SUCCESS);
      String id = post().id();
      assertThat(post().id()).isEqualTo(id);
      assertThat(post().id()).isEqualTo(id);
    }
    assertThat(states()).hasSize(1).first().asString().startsWith("SENT 3");
  }

  @Test
  void whatIsRefusedTooOftenIsGivenUp() throws Exception {
    Project project = project("on_success: [{webhook: {url: \"${PLACE}/?${TOKEN}\"}}]\n");
    refusals.set(3);
    try (Orchestrator orchestrator = orchestrator(project, DONE)) {
      callBack(orchestrator, project);
      run(orchestrator, project, RunState.SUCCESS);
      post();
      post();
      post();
    }
    assertThat(states()).containsExactly("GIVEN_UP 3 127.0.0.1 answered with HTTP 500");
  }

  @Test
  void aCallbackOutlivesTheProcessThatEndedTheRun() throws Exception {
    Project project = project("on_success: [{webhook: {url: \"${PLACE}/\"}}]\n");
    long run;
    try (Orchestrator orchestrator = orchestrator(project, DONE)) {
      run = run(orchestrator, project, RunState.SUCCESS);
    }
    assertThat(states()).containsExactly("PENDING 0");

    try (Orchestrator orchestrator = Orchestrator.open(database, InstantSource.system())) {
      callBack(orchestrator, project);
      assertThat(post().json().get("run").textValue()).isEqualTo(Long.toString(run));
    }
    assertThat(states()).containsExactly("SENT 1");
  }

  @Test
  void aRunThatTakesTooLongIsToldOfOnce() throws Exception {
    Project project = project("late_after: 30m\non_late: [{webhook: {url: \"${PLACE}/late\"}}]\n");
    CountDownLatch told = new CountDownLatch(1);
    StepRunner slow =
        (attempt, control) -> {
          told.await();
          return done();
        };
    try (Orchestrator orchestrator = orchestrator(project, slow)) {
      long run = orchestrator.trigger(project.pipeline("p"), Map.of());
      InstantSource inAnHour = InstantSource.offset(InstantSource.system(), Duration.ofHours(1));
      try (Orchestrator ahead = Orchestrator.open(database, inAnHour)) {
        callBack(ahead, project);
        Post post = post();
        assertThat(post.json().get("event").textValue()).isEqualTo("late");
        assertThat(post.json().get("subject").textValue())
            .startsWith("p: run %d is late, it was expected since ".formatted(run));
      }
      try (Orchestrator again = Orchestrator.open(database, inAnHour)) {
        callBack(again, project);
        told.countDown();
        assertThat(orchestrator.follow(run, new RecordedRun()).state()).isEqualTo(RunState.SUCCESS);
      }
    }
    assertThat(posts).isEmpty();
    assertThat(states()).containsExactly("SENT 1");
  }

  @Test
  void aScheduledRunThatNobodyBeginsIsLate() throws Exception {
    Project project =
        project(
            """
            schedule: "@daily"
            late_after: 30m
            on_late: [{webhook: {url: "${PLACE}/late"}}]
            """);
    try (Orchestrator orchestrator = Orchestrator.open(database, InstantSource.system())) {
      orchestrator.declare(project);
      assertThat(states()).isEmpty();
    }
    InstantSource later = InstantSource.offset(InstantSource.system(), Duration.ofDays(2));
    try (Orchestrator orchestrator = Orchestrator.open(database, later)) {
      callBack(orchestrator, project);
      JsonNode json = post().json();
      assertThat(json.get("subject").textValue()).endsWith("is late, it has not begun");
      assertThat(json.get("look").textValue()).isEqualTo("lakehouse pipelines");
    }
  }

  @Test
  void mistakesAreNamedWithoutSecrets() throws IOException {
    Project project =
        project(
            """
            on_success:
              - webhook: {url: "no address ${TOKEN}"}
              - slack: {url: "${PLACE}/"}
                email: {to: a@b.example}
              - email: {to: not-one}
              - webhook: {url: "${PLACE}/", body: "{{ eror }}"}
              - webhook: {url: "${PLACE}/", headers: {Host: x}}
            on_late: [{slack: {url: "${PLACE}/"}}]
            """);

    assertThat(project.problems().stream().map(String::valueOf).collect(joining("\n")))
        .contains(
            "'url' is no address such as https://host/path",
            "a callback is one of webhook, slack, email",
            "'not-one' is no address of a mail",
            "nothing is known as 'eror' here",
            "the header 'Host' cannot be sent",
            "'on_late' needs 'late_after'")
        .doesNotContain(SECRET);
  }

  private void assertThatNothingKeepsSecrets() {
    try (StateDatabase state = StateDatabase.open(database)) {
      for (String table : List.of("definitions", "pipelines", "pipeline_callbacks", "callbacks")) {
        List<String> rows =
            state.inTransaction(handle ->
                handle
                    .createQuery("SELECT CAST(t AS text) FROM %s t".formatted(table))
                    .mapTo(String.class)
                    .list());
        assertThat(rows).isNotEmpty().noneMatch(row -> row.contains(SECRET));
      }
    }
  }
}
