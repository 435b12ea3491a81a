package dev.lakehouse.serve.catalog;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse.serve.catalog.HttpAnswers.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.metrics.CommitReport;
import org.apache.iceberg.metrics.ScanReport;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.view.View;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IcebergRestCatalogTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "name", Types.StringType.get()));
  private static final Namespace NAMESPACE = Namespace.of("shop");
  private static final TableIdentifier TABLE = TableIdentifier.of(NAMESPACE, "orders");
  private static final String TABLE_PATH = "/v1/namespaces/shop/tables/orders";

  @TempDir static Path home;
  private static RunningCatalog running;
  private static HttpAnswers http;

  private RESTCatalog client;

  @BeforeAll
  static void start() {
    running = RunningCatalog.start(home);
    http = new HttpAnswers(running.uri());
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @BeforeEach
  void connect() {
    client = running.client(Map.of());
    client.createNamespace(NAMESPACE);
  }

  @AfterEach
  void clean() throws Exception {
    for (Namespace namespace : client.listNamespaces()) {
      client.listTables(namespace).forEach(client::dropTable);
      client.listViews(namespace).forEach(client::dropView);
      client.dropNamespace(namespace);
    }
    client.close();
    running.reports().clear();
  }

  @Test
  void tellsWhatItCanDo() throws Exception {
    Answer config = http.get("/v1/config?warehouse=any");

    assertThat(config.status()).isEqualTo(200);
    assertThat(config.header("Content-Type")).startsWith("application/json");
    assertThat(texts(config.body().get("endpoints")))
        .contains(
            "GET /v1/{prefix}/namespaces/{namespace}/tables/{table}",
            "HEAD /v1/{prefix}/namespaces/{namespace}/views/{view}",
            "POST /v1/{prefix}/transactions/commit");
  }

  @Test
  void tellsClientsHowToReachTheFiles() {
    Table table = client.createTable(TABLE, SCHEMA);

    assertThat(table.io().properties())
        .contains(
            entry("s3.access-key-id", "key"),
            entry("s3.path-style-access", "true"),
            entry("client.region", "us-east-1"))
        .containsKey("s3.endpoint");
  }

  @Test
  void answersNotModifiedToWhoKnowsTheVersion() throws Exception {
    Table table = client.createTable(TABLE, SCHEMA);
    String tag = http.get(TABLE_PATH).header("ETag");
    assertThat(tag).startsWith("\"").endsWith("\"");

    Answer known = http.get(TABLE_PATH, "If-None-Match", "\"other\", W/" + tag);
    assertThat(known.status()).isEqualTo(304);
    assertThat(known.http().body()).isEmpty();
    assertThat(known.header("ETag")).isEqualTo(tag);
    assertThat(http.get(TABLE_PATH, "If-None-Match", "\"other\"").status()).isEqualTo(200);
    Answer otherView = http.get(TABLE_PATH + "?snapshots=refs", "If-None-Match", tag);
    assertThat(otherView.status()).as("the tag is that of all snapshots").isEqualTo(200);

    table.updateProperties().set("changed", "yes").commit();
    Answer changed = http.get(TABLE_PATH, "If-None-Match", tag);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.header("ETag")).isNotEqualTo(tag);
  }

  @Test
  void showsOnlyTheSnapshotsThatRefsNeedIfAskedTo() throws Exception {
    Table table = client.createTable(TABLE, SCHEMA);
    for (int i = 0; i < 3; i++) {
      table.newAppend().appendFile(file(i)).commit();
    }
    assertThat(http.get(TABLE_PATH).body().at("/metadata/snapshots")).hasSize(3);
    assertThat(http.get(TABLE_PATH + "?snapshots=refs").body().at("/metadata/snapshots"))
        .hasSize(1);
    assertThat(http.get(TABLE_PATH + "?snapshots=some").status()).isEqualTo(400);

    try (RESTCatalog refs = running.client(Map.of("snapshot-loading-mode", "refs"))) {
      assertThat(refs.loadTable(TABLE).snapshots()).hasSize(3);
    }
  }

  @Test
  void pagesAreStableWhileOthersMakeAndDropTables() throws Exception {
    for (int i = 0; i < 7; i++) {
      client.createTable(TableIdentifier.of(NAMESPACE, "t" + i), SCHEMA);
    }
    Answer first = http.get("/v1/namespaces/shop/tables?pageSize=3&pageToken=");
    assertThat(names(first)).containsExactly("t0", "t1", "t2");

    client.dropTable(TableIdentifier.of(NAMESPACE, "t1"));
    client.createTable(TableIdentifier.of(NAMESPACE, "t00"), SCHEMA);
    Answer second = nextPage(first);
    assertThat(names(second)).containsExactly("t3", "t4", "t5");
    Answer third = nextPage(second);
    assertThat(names(third)).containsExactly("t6");
    assertThat(third.body().path("next-page-token").isTextual()).isFalse();
  }

  @Test
  void clientsPageThroughNamespacesTablesAndViews() throws Exception {
    for (int i = 0; i < 5; i++) {
      client.createNamespace(Namespace.of("n" + i));
      client.createTable(TableIdentifier.of(NAMESPACE, "t" + i), SCHEMA);
      createView("v" + i);
    }
    try (RESTCatalog paging = running.client(Map.of("rest-page-size", "2"))) {
      assertThat(paging.listNamespaces()).hasSize(6);
      assertThat(paging.listTables(NAMESPACE)).hasSize(5);
      assertThat(paging.listViews(NAMESPACE)).hasSize(5);
    }
  }

  @Test
  void refusesAPageThatCannotBe() throws Exception {
    assertThat(http.get("/v1/namespaces?pageSize=0").status()).isEqualTo(400);
    assertThat(http.get("/v1/namespaces?pageSize=many").errorMessage()).contains("many");
    assertThat(http.get("/v1/namespaces?pageSize=1&pageToken=%21").errorMessage())
        .contains("pageToken");
  }

  @Test
  void unknownRoutesAndMethodsAreAnsweredInTheErrorModel() throws Exception {
    Answer nowhere = http.get("/v1/nowhere");
    assertThat(nowhere.status()).isEqualTo(404);
    assertThat(nowhere.body().at("/error/code").asInt()).isEqualTo(404);
    assertThat(nowhere.errorMessage()).contains("/iceberg/v1/nowhere");
    assertThat(http.get("").status()).isEqualTo(404);
    assertThat(http.get("/v1/namespaces/shop/tables/").status()).isEqualTo(404);

    Answer put = http.send("PUT", TABLE_PATH, "{}");
    assertThat(put.status()).isEqualTo(405);
    assertThat(put.header("Allow")).contains("GET", "POST", "DELETE", "HEAD");
    assertThat(put.errorType()).isEqualTo("MethodNotAllowedException");
  }

  @Test
  void badBodiesAreAnsweredInTheErrorModel() throws Exception {
    for (String body : List.of("{", "[]", "null", "{\"namespace\": 7}", "{}")) {
      Answer answer = http.post("/v1/namespaces", body);
      assertThat(answer.status()).as(body).isEqualTo(400);
      assertThat(answer.errorType()).as(body).isNotEmpty();
      assertThat(answer.body().at("/error/stack")).as("stays with us").isEmpty();
    }
    Answer noSchema = http.post("/v1/namespaces/shop/tables", "{\"name\": \"t\"}");
    assertThat(noSchema.status()).isEqualTo(400);
  }

  @Test
  void whatIsNotThereIsNamed() throws Exception {
    Answer table = http.get(TABLE_PATH);
    assertThat(table.status()).isEqualTo(404);
    assertThat(table.errorType()).isEqualTo("NoSuchTableException");
    assertThat(table.errorMessage()).contains("shop.orders");

    Answer namespace = http.get("/v1/namespaces/none/tables");
    assertThat(namespace.status()).isEqualTo(404);
    assertThat(namespace.errorType()).isEqualTo("NoSuchNamespaceException");
    assertThat(http.get("/v1/namespaces/shop/views/none").errorType())
        .isEqualTo("NoSuchViewException");
    assertThatThrownBy(() -> client.createTable(TableIdentifier.of("none", "t"), SCHEMA))
        .isInstanceOf(NoSuchNamespaceException.class);
  }

  @Test
  void headTellsWhetherSomethingIsThere() throws Exception {
    client.createTable(TABLE, SCHEMA);
    createView("recent");
    for (String path :
        List.of("/v1/namespaces/shop", TABLE_PATH, "/v1/namespaces/shop/views/recent")) {
      assertThat(http.send("HEAD", path, "").status()).as(path).isEqualTo(204);
      assertThat(http.send("HEAD", path + "x", "").status()).as(path + "x").isEqualTo(404);
    }
  }

  @Test
  void whatIsThereAlreadyIsAConflict() throws Exception {
    Answer again = http.post("/v1/namespaces", "{\"namespace\": [\"shop\"]}");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.errorType()).isEqualTo("AlreadyExistsException");
  }

  @Test
  void aLocationThatWeCannotHoldIsRefused() throws Exception {
    Answer answer =
        http.post(
            "/v1/namespaces/shop/tables",
            """
            {"name": "t", "location": "file:/etc/t",
             "schema": {"type": "struct", "fields": []}}
            """);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorMessage()).contains("file:/etc/t");
  }

  @Test
  void tablesOfATransactionGetTheCatalogsDefaultsToo() {
    client.createTable(TABLE, SCHEMA);
    TableIdentifier staged = TableIdentifier.of(NAMESPACE, "staged");
    client.buildTable(staged, SCHEMA).createTransaction().commitTransaction();

    assertThat(client.loadTable(staged).properties())
        .isEqualTo(client.loadTable(TABLE).properties())
        .isNotEmpty();
  }

  @Test
  void viewsMakeTheRoundTrip() {
    createView("recent");
    View view = client.loadView(TableIdentifier.of(NAMESPACE, "recent"));
    assertThat(view.sqlFor("trino").sql()).isEqualTo("SELECT * FROM orders");

    view.replaceVersion()
        .withSchema(SCHEMA)
        .withDefaultNamespace(NAMESPACE)
        .withQuery("trino", "SELECT id FROM orders")
        .commit();
    client.renameView(
        TableIdentifier.of(NAMESPACE, "recent"), TableIdentifier.of(NAMESPACE, "latest"));

    View renamed = client.loadView(TableIdentifier.of(NAMESPACE, "latest"));
    assertThat(renamed.sqlFor("trino").sql()).isEqualTo("SELECT id FROM orders");
    assertThat(renamed.versions()).hasSize(2);
  }

  @Test
  void namesMayHoldAnyCharacter() {
    List<String> names = List.of("a b", "a+b", "a/b", "a.b", "ä%20b", "100%", "a%2Eb", "a?b#c");
    for (String name : names) {
      Namespace namespace = Namespace.of(name, "inner." + name);
      client.createNamespace(Namespace.of(name));
      client.createNamespace(namespace);
      TableIdentifier table = TableIdentifier.of(namespace, name);
      client.createTable(table, SCHEMA);

      assertThat(client.listNamespaces(Namespace.of(name))).containsExactly(namespace);
      assertThat(client.listTables(namespace)).containsExactly(table);
      assertThat(client.loadTable(table).schema().columns()).hasSize(2);

      client.dropTable(table);
      client.dropNamespace(namespace);
    }
    assertThat(client.listNamespaces()).containsAll(names.stream().map(Namespace::of).toList());
  }

  @Test
  void registersAndReplaces() throws Exception {
    Table table = client.createTable(TABLE, SCHEMA);
    String old = metadataLocation(table);
    table.updateProperties().set("changed", "yes").commit();

    String body = "{\"name\": \"%s\", \"metadata-location\": \"%s\", \"overwrite\": %s}";
    assertThat(
            http.post("/v1/namespaces/shop/register", body.formatted("orders", old, false))
                .status())
        .isEqualTo(409);
    assertThat(
            http.post(
                    "/v1/namespaces/shop/register",
                    body.formatted("orders", "s3://lakehouse-warehouse/no.metadata.json", true))
                .status())
        .isEqualTo(404);
    Answer replaced =
        http.post("/v1/namespaces/shop/register", body.formatted("orders", old, true));

    assertThat(replaced.body().get("metadata-location").asText()).isEqualTo(old);
    assertThat(client.loadTable(TABLE).properties()).doesNotContainKey("changed");
  }

  @Test
  void hearsOfScansAndCommits() throws Exception {
    Table table = client.createTable(TABLE, SCHEMA);
    table.newAppend().appendFile(file(1)).commit();
    try (var tasks = table.newScan().planFiles()) {
      assertThat(tasks).hasSize(1);
    }
    assertThat(running.reports().take()).isInstanceOf(CommitReport.class);
    assertThat(running.reports().take())
        .isInstanceOfSatisfying(
            ScanReport.class, scan -> assertThat(scan.tableName()).endsWith("shop.orders"));
  }

  @Test
  void eightCommittersLoseNothing() throws Exception {
    client.createTable(TABLE, SCHEMA);
    int committers = 8;
    int commits = 5;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> appends =
          IntStream.range(0, committers)
              .<Future<?>>mapToObj(n -> threads.submit(() -> append(n * commits, commits)))
              .toList();
      for (Future<?> append : appends) {
        append.get();
      }
    }
    Table table = client.loadTable(TABLE);
    assertThat(table.snapshots()).hasSize(committers * commits);
    TreeSet<String> paths = new TreeSet<>();
    try (var tasks = table.newScan().planFiles()) {
      tasks.forEach(task -> paths.add(task.file().location()));
    }
    assertThat(paths).hasSize(committers * commits);
  }

  @Test
  void takesLargeBodies() throws Exception {
    Table table = client.createTable(TABLE, SCHEMA);
    table.updateProperties().set("comment", "x".repeat(5 << 20)).commit();
    assertThat(client.loadTable(TABLE).properties().get("comment")).hasSize(5 << 20);
  }

  private static void append(int first, int count) {
    try (RESTCatalog committer = running.client(Map.of())) {
      Table table = committer.loadTable(TABLE);
      for (int i = first; i < first + count; i++) {
        table.newAppend().appendFile(file(i)).commit();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DataFile file(int number) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath("s3://lakehouse-warehouse/data/" + number + ".parquet")
        .withFileSizeInBytes(100)
        .withRecordCount(1)
        .build();
  }

  private void createView(String name) {
    client
        .buildView(TableIdentifier.of(NAMESPACE, name))
        .withSchema(SCHEMA)
        .withDefaultNamespace(NAMESPACE)
        .withQuery("trino", "SELECT * FROM orders")
        .create();
  }

  private static String metadataLocation(Table table) {
    return ((BaseTable) table).operations().current().metadataFileLocation();
  }

  private static Answer nextPage(Answer page) throws Exception {
    return http.get(
        "/v1/namespaces/shop/tables?pageSize=3&pageToken="
            + page.body().get("next-page-token").asText());
  }

  private static List<String> names(Answer page) {
    List<String> names = new ArrayList<>();
    page.body().get("identifiers").forEach(table -> names.add(table.get("name").asText()));
    return names;
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
