package dev.lakehouse.ingest.auto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.ingest.csv.BadRows;
import dev.lakehouse.ingest.csv.CsvOptions;
import dev.lakehouse.ingest.load.FileLoader;
import dev.lakehouse.ingest.load.FileOutcome;
import dev.lakehouse.ingest.load.LoadResult;
import dev.lakehouse.ingest.source.CsvFolderSource;
import dev.lakehouse.ingest.source.FolderLocation;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.TestLakehouse;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.store.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What happens when files are dropped, wherever the folder is and whoever drops them. */
@ExtendWith(TestDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class FolderIngestContract {
  private static final String EMPLOYEES =
      """
      id,name,email,age,salary,signup_date,is_active
      1,Mario Rossi,mario@example.com,35,52000.50,2024-01-15,true
      2,Anna Bianchi,anna@example.com,28,45000.00,2024-02-20,true
      """;

  private final AtomicInteger number = new AtomicInteger();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private TestLakehouse lakehouse;
  private FolderIngest ingest;
  private Namespace namespace;
  private String folder;

  /** Opens the store under test, empty, with its local files under a directory. */
  protected abstract ObjectStore openStore(Path directory) throws Exception;

  /** Where a folder with this name is. */
  protected abstract FolderLocation location(String folder);

  /** Drops a file, as a user would. */
  protected abstract void drop(String folder, String key, byte[] content) throws Exception;

  /** Takes a file away. */
  protected abstract void take(String folder, String key) throws Exception;

  @BeforeAll
  void openLakehouse(TestDatabase.Server server, @TempDir Path directory) throws Exception {
    lakehouse = new TestLakehouse(server.newDatabase(), openStore(directory), directory);
    FileLoader loader = new FileLoader(lakehouse.tables(), directory.resolve("work"), () -> now);
    ingest = new FolderIngest(lakehouse.tables(), loader, () -> now);
  }

  @AfterAll
  void closeLakehouse() throws Exception {
    lakehouse.close();
  }

  @BeforeEach
  void nameFolder() {
    int n = number.incrementAndGet();
    namespace = Namespace.of("ns" + n);
    folder = "uploads-" + n;
  }

  private void drop(String key, String content) throws Exception {
    drop(folder, key, content.getBytes(StandardCharsets.UTF_8));
  }

  private ScanReport scan() {
    return scan(CsvOptions.detect(), false);
  }

  private ScanReport scan(CsvOptions options, boolean promoteTypes) {
    now = now.plusSeconds(60);
    return ingest.scan(
        new CsvFolderSource("uploads", location(folder), namespace, promoteTypes, options),
        progress -> {});
  }

  private TableIdentifier table(String name) {
    return TableIdentifier.of(namespace, name);
  }

  private List<String> rows(String table, String columns) {
    try (PlannedScan scan =
        lakehouse.tables().scan(table(table), ScanRequest.all(), lakehouse.session())) {
      return lakehouse.read("SELECT %s FROM (%s)".formatted(columns, scan.select()));
    }
  }

  private List<String> registry() {
    return rows("_ingest_registry", "file_key, table_name, row_count, status");
  }

  private long snapshots(String table) {
    return StreamSupport.stream(
            lakehouse.tables().load(table(table)).snapshots().spliterator(), false)
        .count();
  }

  private static FileOutcome outcome(ScanReport report, String key) {
    return report.loads().values().stream()
        .map(LoadResult::outcomes)
        .flatMap(List::stream)
        .filter(outcome -> outcome.file().key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aNewFileMakesTheTable() throws Exception {
    drop("employees/data.csv", EMPLOYEES);

    ScanReport report = scan();

    assertThat(report.loads().get(table("employees")).tableCreated()).isTrue();
    assertThat(lakehouse.tables().load(table("employees")).schema().columns())
        .extracting(field -> field.name() + " " + field.type())
        .containsExactly(
            "id int",
            "name string",
            "email string",
            "age int",
            "salary double",
            "signup_date date",
            "is_active boolean",
            "_source_file string",
            "_ingested_at timestamptz");
    assertThat(rows("employees", "id, salary, _source_file"))
        .containsExactly("1|52000.5|employees/data.csv", "2|45000.0|employees/data.csv");
    assertThat(registry()).containsExactly("employees/data.csv|employees|2|success");
    assertThat(
            lakehouse.tables().load(table("_ingest_registry")).schema().columns().stream()
                .map(Types.NestedField::name)
                .toList())
        .startsWith("file_key", "etag", "table_name", "row_count", "status", "ingested_at");
  }

  @Test
  void anUnchangedFileIsSkipped() throws Exception {
    drop("employees/data.csv", EMPLOYEES);
    scan();

    ScanReport again = scan();
    drop("employees/data.csv", EMPLOYEES);
    ScanReport uploadedAgain = scan();

    for (ScanReport report : List.of(again, uploadedAgain)) {
      assertThat(report.unchanged()).isEqualTo(1);
      assertThat(report.loads()).isEmpty();
    }
    assertThat(snapshots("employees")).isEqualTo(1);
    assertThat(snapshots("_ingest_registry")).isEqualTo(1);
  }

  @Test
  void changedDataReplacesExactlyThatFilesRowsInOneCommit() throws Exception {
    drop("employees/us.csv", "id,name\n1,Ann\n2,Bob\n");
    drop("employees/eu.csv", "id,name\n3,Eva\n");
    scan();
    assertThat(snapshots("employees")).isEqualTo(1);

    drop("employees/us.csv", "id,name\n1,Anne\n4,Dan\n5,Eve\n");
    scan();

    assertThat(rows("employees", "id, name, _source_file"))
        .containsExactly(
            "1|Anne|employees/us.csv",
            "3|Eva|employees/eu.csv",
            "4|Dan|employees/us.csv",
            "5|Eve|employees/us.csv");
    assertThat(snapshots("employees")).isEqualTo(2);
    assertThat(registry())
        .containsExactly(
            "employees/eu.csv|employees|1|success",
            "employees/us.csv|employees|2|success",
            "employees/us.csv|employees|3|success");
  }

  @Test
  void newColumnsAreAddedAndOldOnesStay() throws Exception {
    drop("employees/us.csv", "id,name\n1,Ann\n");
    drop("employees/eu.csv", "id,name\n3,Eva\n");
    scan();

    drop("employees/us.csv", "id,department\n1,Engineering\n");
    ScanReport report = scan();

    assertThat(report.loads().get(table("employees")).columnsAdded()).containsExactly("department");
    assertThat(rows("employees", "id, name, department"))
        .containsExactly("1|null|Engineering", "3|Eva|null");
    assertThat(snapshots("employees")).isEqualTo(2);
  }

  @Test
  void aDeletedFileChangesNothing() throws Exception {
    drop("employees/us.csv", "id,name\n1,Ann\n");
    scan();

    take(folder, "employees/us.csv");
    ScanReport report = scan();

    assertThat(report.listed()).isZero();
    assertThat(rows("employees", "id")).containsExactly("1");
  }

  @Test
  void aBadFileFailsAloneAndIsTriedAgain() throws Exception {
    drop("employees/good.csv", "id,age\n1,30\n");
    scan();
    drop("employees/good.csv", "id,age\n1,31\n2,32\n");
    drop("employees/bad.csv", "id,age\n3,abc\n");
    drop("other/file.csv", "x\n1\n");

    ScanReport report = scan();

    assertThat(outcome(report, "employees/bad.csv").error().orElseThrow())
        .contains("employees/bad.csv:2: column age: 'abc' is not an INTEGER");
    assertThat(rows("employees", "id, age")).containsExactly("1|31", "2|32");
    assertThat(rows("other", "x")).containsExactly("1");
    assertThat(registry()).contains("employees/bad.csv|employees|0|failed");

    long before = snapshots("_ingest_registry");
    assertThat(outcome(scan(), "employees/bad.csv").succeeded()).isFalse();
    assertThat(snapshots("_ingest_registry"))
        .as("a failure that only repeats is not written again")
        .isEqualTo(before);

    drop("employees/bad.csv", "id,age\n3,33\n");
    assertThat(outcome(scan(), "employees/bad.csv").rows()).isEqualTo(1);
    assertThat(rows("employees", "id, age")).containsExactly("1|31", "2|32", "3|33");
  }

  @Test
  void aFileThatTurnsBadLeavesItsOldRowsAlone() throws Exception {
    drop("employees/data.csv", "id,age\n1,30\n");
    scan();
    drop("employees/data.csv", "id,age\n1,unknown\n");

    assertThat(outcome(scan(), "employees/data.csv").succeeded()).isFalse();

    assertThat(rows("employees", "id, age")).containsExactly("1|30");
  }

  @Test
  void columnsAreNeverRetypedUnlessTheSourceAsks() throws Exception {
    drop("t/a.csv", "n\n1\n");
    scan();
    drop("t/b.csv", "n\n3000000000\n");

    assertThat(outcome(scan(), "t/b.csv").error().orElseThrow())
        .contains("'3000000000' is not an INTEGER");
    assertThat(outcome(scan(CsvOptions.detect(), true), "t/b.csv").rows()).isEqualTo(1);
    assertThat(rows("t", "n")).containsExactly("1", "3000000000");
  }

  @Test
  void filesOfOneTableAgreeOnTypes() throws Exception {
    drop("t/a.csv", "n,m,d\n1,1,2024-01-01\n");
    drop("t/b.csv", "n,m,d\n3000000000,1.5,soon\n");
    drop("t/c.csv", "n,m,d\n,007,2024-01-02\n");

    ScanReport report = scan();

    assertThat(report.loads().get(table("t")).outcomes()).allMatch(FileOutcome::succeeded);
    assertThat(rows("t", "n, m, d"))
        .containsExactly("1|1|2024-01-01", "3000000000|1.5|soon", "null|007|2024-01-02");
    assertThat(snapshots("t")).isEqualTo(1);
  }

  @Test
  void namesAreSanitisedAndCollisionsResolvedAndReported() throws Exception {
    drop("Sales Data/a.csv", "Order ID,order-id,Größe,2024\n1,2,3,4\n");
    drop("sales_data/b.csv", "x\n1\n");

    ScanReport report = scan();

    assertThat(rows("sales_data", "order_id, order_id_2, große, column_2024"))
        .containsExactly("1|2|3|4");
    assertThat(rows("sales_data_2", "x")).containsExactly("1");
    assertThat(report.notes())
        .containsExactlyInAnyOrder(
            "folder 'Sales Data' is the table sales_data",
            "folder 'sales_data' is the table sales_data_2");
    assertThat(outcome(report, "Sales Data/a.csv").notes().getFirst())
        .contains("'order-id' → order_id_2");

    drop("SALES.DATA/c.csv", "y\n1\n");
    drop("sales_data/b.csv", "x\n2\n");
    scan();
    assertThat(rows("sales_data_2", "x")).containsExactly("2");
    assertThat(rows("sales_data_3", "y")).containsExactly("1");
  }

  @Test
  void filesThatAreNoCsvInAFolderAreReported() throws Exception {
    drop("root.csv", "a\n1\n");
    drop("docs/readme.txt", "hello");
    drop("deep/er/still.csv", "a\n1\n");

    ScanReport report = scan();

    assertThat(report.ignored()).containsExactlyInAnyOrder("root.csv", "docs/readme.txt");
    assertThat(rows("deep", "a, _source_file")).containsExactly("1|deep/er/still.csv");
  }

  @Test
  void compressedFilesAreRead() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write("id;name\n1;Ann\n".getBytes(StandardCharsets.UTF_8));
    }
    drop(folder, "t/a.csv.gz", bytes.toByteArray());

    scan();

    assertThat(rows("t", "id, name")).containsExactly("1|Ann");
  }

  @Test
  void badRowsCanBeSetAside() throws Exception {
    CsvOptions lenient = CsvOptions.builder().badRows(BadRows.quarantine(10)).build();
    drop("t/a.csv", "id,age\n1,30\n");
    scan(lenient, false);
    drop("t/a.csv", "id,age\n1,30\n2,abc\n3,33\n");
    drop("t/b.csv", "id,age\n4\n5,55\n");

    ScanReport report = scan(lenient, false);

    assertThat(outcome(report, "t/a.csv").quarantined()).isEqualTo(1);
    assertThat(rows("t", "id, age")).containsExactly("1|30", "3|33", "5|55");
    assertThat(rows("t__quarantine", "file, line, column_name, raw"))
        .containsExactly("t/a.csv|3|age|2,abc", "t/b.csv|2|null|4");

    drop("t/a.csv", "id,age\n1,30\n2,22\n3,33\n");
    scan(lenient, false);
    assertThat(rows("t__quarantine", "file, line")).containsExactly("t/b.csv|2");
  }

  @Test
  void rowsThatTheTableHasAlreadyAreNotLoadedAgainIfTheRegistryWasLost() throws Exception {
    drop("t/a.csv", "id\n1\n2\n");
    scan();
    // As after a crash between the table's commit and the registry's.
    lakehouse.tables().apply(table("_ingest_registry"), TableChange.of(new RowChange.Truncate()));

    ScanReport report = scan();

    assertThat(outcome(report, "t/a.csv").rows()).isEqualTo(2);
    assertThat(snapshots("t")).isEqualTo(1);
    assertThat(registry()).containsExactly("t/a.csv|t|2|success");
  }

  @Test
  void aDroppedTableIsLoadedAnew() throws Exception {
    drop("t/a.csv", "id\n1\n");
    scan();
    lakehouse.catalog().dropTable(table("t"));

    scan();

    assertThat(rows("t", "id")).containsExactly("1");
  }

  @Test
  void emptyFilesFailAndHeadersAloneDoNot() throws Exception {
    drop("t/a.csv", "id,name\n1,Ann\n");
    drop("t/empty.csv", "");
    drop("t/header.csv", "id,name\n");

    ScanReport report = scan();

    assertThat(outcome(report, "t/empty.csv").error().orElseThrow()).contains("empty");
    assertThat(outcome(report, "t/header.csv").rows()).isZero();
    assertThat(rows("t", "id, name")).containsExactly("1|Ann");

    drop("t/a.csv", "id,name\n");
    scan();
    assertThat(rows("t", "id")).isEmpty();
  }
}
