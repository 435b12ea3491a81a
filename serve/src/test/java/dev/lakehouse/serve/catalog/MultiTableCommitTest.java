package dev.lakehouse.serve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.serve.catalog.HttpAnswers.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.MetadataUpdateParser;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.UpdateRequirementParser;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableCommit;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultiTableCommitTest {
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
  private static final Namespace NAMESPACE = Namespace.of("bank.eu");
  private static final TableIdentifier DEBIT = TableIdentifier.of(NAMESPACE, "debit");
  private static final TableIdentifier CREDIT = TableIdentifier.of(NAMESPACE, "credit");

  @TempDir static Path home;
  private static RunningCatalog running;

  private RESTCatalog client;

  @BeforeAll
  static void start() {
    running = RunningCatalog.start(home);
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @BeforeEach
  void makeTables() {
    client = running.client(Map.of());
    client.createNamespace(NAMESPACE);
    for (TableIdentifier table : List.of(DEBIT, CREDIT)) {
      client.buildTable(table, SCHEMA).withProperty("booked", "0").create();
    }
  }

  @AfterEach
  void dropTables() throws Exception {
    client.listTables(NAMESPACE).forEach(table -> client.dropTable(table, true));
    client.dropNamespace(NAMESPACE);
    client.close();
  }

  @Test
  void movesAllTables() throws Exception {
    assertThat(post(book(DEBIT, "1"), book(CREDIT, "1")).status()).isEqualTo(204);

    assertThat(booked(DEBIT)).isEqualTo("1");
    assertThat(booked(CREDIT)).isEqualTo("1");
    TableMetadata metadata = metadata(DEBIT);
    assertThat(metadata.metadataFileLocation()).matches(".*/00001-[^/]*\\.metadata\\.json");
    assertThat(metadata.previousFiles()).hasSize(1);
    client.loadTable(DEBIT).updateProperties().set("later", "yes").commit();
  }

  @Test
  void icebergsClientCommitsSeveralTables() {
    TableMetadata debit = metadata(DEBIT);
    TableMetadata credit = metadata(CREDIT);
    client.commitTransaction(
        TableCommit.create(DEBIT, debit, debit.replaceProperties(Map.of("booked", "7"))),
        TableCommit.create(CREDIT, credit, credit.replaceProperties(Map.of("booked", "7"))));

    assertThat(booked(DEBIT)).isEqualTo("7");
    assertThat(booked(CREDIT)).isEqualTo("7");
  }

  @Test
  void movesNoneIfOneRequirementDoesNotHold() throws Exception {
    Change stale = stale(CREDIT);
    List<Path> before = files();

    Answer answer = post(book(DEBIT, "1"), stale);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.errorType()).isEqualTo("CommitFailedException");

    assertThat(booked(DEBIT)).isEqualTo("0");
    assertThat(booked(CREDIT)).isEqualTo("0");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void movesNoneIfTheDatabaseFailsHalfWay() throws Exception {
    // The tables are written in the order of their names, so that the first has moved by then.
    execute(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$
        """,
        """
        CREATE TRIGGER refuse BEFORE UPDATE ON iceberg_tables FOR EACH ROW
          WHEN (old.table_name = 'debit') EXECUTE FUNCTION refuse()
        """);
    List<Path> before = files();
    try {
      Answer answer = post(book(CREDIT, "1"), book(DEBIT, "1"));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.errorMessage()).contains("the disk is full");
    } finally {
      execute("DROP TRIGGER refuse ON iceberg_tables", "DROP FUNCTION refuse()");
    }
    assertThat(booked(DEBIT)).isEqualTo("0");
    assertThat(booked(CREDIT)).isEqualTo("0");
    assertThat(files()).as("what was written for it is removed").isEqualTo(before);
  }

  @Test
  void saysSoIfTheDatabaseIsLostInTheCommit() throws Exception {
    execute(
        """
        CREATE FUNCTION vanish() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN new; END $$
        """,
        """
        CREATE CONSTRAINT TRIGGER vanish AFTER UPDATE ON iceberg_tables
          DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION vanish()
        """);
    List<Path> before = files();
    try {
      Answer answer = post(book(CREDIT, "1"), book(DEBIT, "1"));
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.errorType()).isEqualTo("CommitStateUnknownException");
    } finally {
      execute("DROP TRIGGER vanish ON iceberg_tables", "DROP FUNCTION vanish()");
    }
    assertThat(files()).as("what may be committed is kept").hasSizeGreaterThan(before.size());
  }

  @Test
  void makesTablesInTheSameCommit() throws Exception {
    TableIdentifier fresh = TableIdentifier.of(NAMESPACE, "audit");
    assertThat(post(book(DEBIT, "1"), create(fresh)).status()).isEqualTo(204);
    assertThat(client.loadTable(fresh).schema().columns()).hasSize(1);

    assertThat(post(book(CREDIT, "1"), create(fresh)).status()).isEqualTo(409);
    assertThat(booked(CREDIT)).isEqualTo("0");
  }

  @Test
  void refusesATableThatIsNamedTwice() throws Exception {
    Answer answer = post(book(DEBIT, "1"), book(DEBIT, "2"));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorMessage()).contains("bank.eu.debit");
  }

  @Test
  void manyAtOnceKeepTheTablesTogether() throws Exception {
    int writers = 8;
    int bookings = 4;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> won = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        // Half of them name the tables the other way round: that must not deadlock.
        boolean turned = writer % 2 == 0;
        won.add(threads.submit(() -> bookMany(bookings, turned)));
      }
      int committed = 0;
      for (Future<Integer> writer : won) {
        committed += writer.get();
      }
      assertThat(committed).isEqualTo(writers * bookings);
      assertThat(booked(DEBIT)).isEqualTo(Integer.toString(committed));
      assertThat(booked(CREDIT)).isEqualTo(Integer.toString(committed));
    }
  }

  /** Counts one up in both tables, so often; each booking holds only if nobody was faster. */
  private int bookMany(int bookings, boolean turned) throws Exception {
    int committed = 0;
    while (committed < bookings) {
      Change debit = countUp(DEBIT);
      Change credit = countUp(CREDIT);
      Answer answer = turned ? post(credit, debit) : post(debit, credit);
      assertThat(answer.status()).isIn(204, 409);
      committed += answer.status() == 204 ? 1 : 0;
    }
    return committed;
  }

  /** A change that requires the column count that it found, and adds a column. */
  private Change countUp(TableIdentifier identifier) {
    TableMetadata base = metadata(identifier);
    int next = Integer.parseInt(base.property("booked", "0")) + 1;
    Schema wider =
        new Schema(
            Stream.concat(
                    base.schema().columns().stream(),
                    Stream.of(
                        Types.NestedField.optional(
                            base.lastColumnId() + 1, "c" + next, Types.LongType.get())))
                .toList());
    return new Change(
        identifier,
        List.of(new UpdateRequirement.AssertLastAssignedFieldId(base.lastColumnId())),
        List.of(
            new MetadataUpdate.AddSchema(wider),
            new MetadataUpdate.SetCurrentSchema(-1),
            new MetadataUpdate.SetProperties(Map.of("booked", Integer.toString(next)))));
  }

  private static Change book(TableIdentifier table, String value) {
    return new Change(
        table, List.of(), List.of(new MetadataUpdate.SetProperties(Map.of("booked", value))));
  }

  private static Change stale(TableIdentifier table) {
    return new Change(
        table,
        List.of(new UpdateRequirement.AssertLastAssignedFieldId(99)),
        List.of(new MetadataUpdate.SetProperties(Map.of("booked", "stale"))));
  }

  private Change create(TableIdentifier table) {
    TableMetadata metadata =
        TableMetadata.newTableMetadata(
            SCHEMA,
            PartitionSpec.unpartitioned(),
            SortOrder.unsorted(),
            "s3://lakehouse-warehouse/tables/" + table.name(),
            Map.of());
    return new Change(
        table, List.of(new UpdateRequirement.AssertTableDoesNotExist()), metadata.changes());
  }

  private String booked(TableIdentifier table) {
    return client.loadTable(table).properties().get("booked");
  }

  private TableMetadata metadata(TableIdentifier identifier) {
    Table table = client.loadTable(identifier);
    return ((BaseTable) table).operations().current();
  }

  private record Change(
      TableIdentifier table, List<UpdateRequirement> requirements, List<MetadataUpdate> updates) {
    String json() {
      return """
      {"identifier": {"namespace": ["bank.eu"], "name": "%s"},
       "requirements": [%s], "updates": [%s]}
      """
          .formatted(
              table.name(),
              String.join(",", requirements.stream().map(UpdateRequirementParser::toJson).toList()),
              String.join(",", updates.stream().map(MetadataUpdateParser::toJson).toList()));
    }
  }

  private static Answer post(Change... changes) throws Exception {
    return new HttpAnswers(running.uri())
        .post(
            "/v1/transactions/commit",
            "{\"table-changes\": [%s]}"
                .formatted(String.join(",", Stream.of(changes).map(Change::json).toList())));
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(home.resolve("store/lakehouse-warehouse"))) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void execute(String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                running.database().url(),
                running.database().user(),
                running.database().password());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
