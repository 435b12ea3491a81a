package dev.lakehouse.ingest.contract;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.ingest.csv.BadRows;
import dev.lakehouse.ingest.csv.CsvOptions;
import dev.lakehouse.ingest.source.CsvContractSource;
import dev.lakehouse.ingest.source.DuplicateRule;
import dev.lakehouse.ingest.source.Watermark;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.TestLakehouse;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.store.ObjectPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The re-run table of the walkthrough, a test for each of its rows, and what goes beyond it. */
@ExtendWith(TestDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractIngestTest {
  private static final String VARIABLE = "sales_pipeline_watermark";
  private static final Schema COLUMNS =
      new Schema(
          required(1, "order_id", Types.StringType.get()),
          required(2, "customer_id", Types.StringType.get()),
          optional(3, "amount", Types.DoubleType.get()),
          optional(4, "country", Types.StringType.get()),
          required(5, "ingestion_date", Types.DateType.get()));
  private static final String HEADER = "order_id,customer_id,amount,country,ingestion_date";

  private final AtomicInteger number = new AtomicInteger();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private TestLakehouse lakehouse;
  private ContractIngest ingest;
  private Path directory;
  private Path file;
  private TableIdentifier table;

  @BeforeAll
  void open(TestDatabase.Server server, @TempDir Path temp) throws Exception {
    directory = temp;
    lakehouse = TestLakehouse.local(server, temp);
    ingest = new ContractIngest(lakehouse.tables(), temp.resolve("work"), () -> now);
  }

  @AfterAll
  void close() throws Exception {
    lakehouse.close();
  }

  @BeforeEach
  void begin() {
    int n = number.incrementAndGet();
    file = directory.resolve("in" + n).resolve("sales.csv");
    table = TableIdentifier.of("lakehouse", "sales_" + n);
  }

  private CsvContractSource source() {
    return source(List.of("order_id"), false, DuplicateRule.LAST, CsvOptions.detect());
  }

  private CsvContractSource source(
      List<String> key, boolean inclusive, DuplicateRule duplicates, CsvOptions options) {
    return new CsvContractSource(
        "sales",
        file,
        Optional.of(ObjectPath.parse("s3://lakehouse/raw/%s/".formatted(table.name()))),
        table,
        COLUMNS,
        PartitionSpec.unpartitioned(),
        SortOrder.unsorted(),
        key,
        Optional.of(new Watermark("ingestion_date", VARIABLE, inclusive)),
        duplicates,
        options);
  }

  private void write(String... rows) {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    lines.addAll(List.of(rows));
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All steps of the pipeline. */
  private UpsertResult run(CsvContractSource source) {
    now = now.plusSeconds(60);
    ingest.validate(source);
    ingest.upload(source);
    ingest.createNamespace(source);
    ingest.createTable(source);
    return ingest.upsert(source);
  }

  private List<String> rows(String columns) {
    try (var scan = lakehouse.tables().scan(table, ScanRequest.all(), lakehouse.session())) {
      return lakehouse.read("SELECT %s FROM (%s)".formatted(columns, scan.select()));
    }
  }

  private Optional<String> watermark() {
    return ingest.watermark(source()).get();
  }

  private long snapshots() {
    return StreamSupport.stream(lakehouse.tables().load(table).snapshots().spliterator(), false)
        .count();
  }

  private void firstRun() {
    write("A,c1,10.5,IT,2024-01-01", "B,c2,20,DE,2024-01-02", "C,c3,30,FR,2024-01-02");
    run(source());
  }

  @Test
  void firstRunTakesEverything() {
    write("A,c1,10.5,IT,2024-01-01", "B,c2,20,DE,2024-01-02");
    assertThat(ingest.validate(source())).isEqualTo(new ContractCheck(2, 5, 0));

    UpsertResult result = run(source());

    assertThat(result.inserted()).isEqualTo(2);
    assertThat(result.updated()).isZero();
    assertThat(rows("order_id, amount, _source_file, epoch_ms(_ingested_at)"))
        .containsExactly(
            "A|10.5|raw/%1$s/sales.csv|%2$s".formatted(table.name(), shown(now)),
            "B|20.0|raw/%1$s/sales.csv|%2$s".formatted(table.name(), shown(now)));
    assertThat(watermark()).contains("2024-01-02");
    assertThat(snapshots()).isEqualTo(1);
  }

  private static String shown(Instant time) {
    return Long.toString(time.toEpochMilli());
  }

  @Test
  void sameFileAgainIsSkipped() {
    firstRun();
    List<String> before = rows("*");

    UpsertResult result = run(source());

    assertThat(result.snapshotId()).isEmpty();
    assertThat(result.taken()).isZero();
    assertThat(rows("*")).isEqualTo(before);
    assertThat(snapshots()).isEqualTo(1);
    assertThat(watermark()).contains("2024-01-02");
  }

  @Test
  void changedAmountWithTheSameDateIsNotPickedUp() {
    firstRun();
    write("A,c1,99,IT,2024-01-01", "B,c2,99,DE,2024-01-02", "C,c3,30,FR,2024-01-02");

    run(source());

    assertThat(rows("order_id, amount")).containsExactly("A|10.5", "B|20.0", "C|30.0");
    assertThat(watermark()).contains("2024-01-02");
  }

  @Test
  void changedAmountWithANewerDateUpdatesTheRow() {
    firstRun();
    Instant first = now;
    write("A,c1,99,IT,2024-01-03", "B,c2,20,DE,2024-01-02", "C,c3,30,FR,2024-01-02");

    UpsertResult result = run(source());

    assertThat(result.updated()).isEqualTo(1);
    assertThat(result.inserted()).isZero();
    assertThat(rows("order_id, amount, epoch_ms(_ingested_at)"))
        .containsExactly(
            "A|99.0|" + shown(now), "B|20.0|" + shown(first), "C|30.0|" + shown(first));
    assertThat(watermark()).contains("2024-01-03");
  }

  @Test
  void newOrdersWithANewerDateAreInserted() {
    firstRun();
    write("D,c4,40,IT,2024-01-05", "E,c5,50,IT,2024-01-04");

    UpsertResult result = run(source());

    assertThat(result.inserted()).isEqualTo(2);
    assertThat(rows("order_id")).containsExactly("A", "B", "C", "D", "E");
    assertThat(watermark()).contains("2024-01-05");
  }

  @Test
  void newOrdersWithAnOlderDateAreFilteredOut() {
    firstRun();
    write("D,c4,40,IT,2024-01-01", "E,c5,50,IT,2024-01-02");

    assertThat(run(source()).snapshotId()).isEmpty();

    assertThat(rows("order_id")).containsExactly("A", "B", "C");
    assertThat(watermark()).contains("2024-01-02");
  }

  @Test
  void deletingTheWatermarkForcesEverythingAgain() {
    firstRun();
    write("A,c1,99,IT,2024-01-01", "B,c2,20,DE,2024-01-02", "D,c4,40,IT,2023-12-31");

    assertThat(ingest.watermark(source()).delete()).isTrue();
    assertThat(watermark()).isEmpty();
    assertThat(ingest.watermark(source()).delete()).isFalse();
    UpsertResult result = run(source());

    assertThat(result.inserted()).isEqualTo(1);
    assertThat(result.updated()).isEqualTo(2);
    assertThat(rows("order_id, amount")).containsExactly("A|99.0", "B|20.0", "C|30.0", "D|40.0");
    assertThat(watermark()).contains("2024-01-02");
  }

  @Test
  void settingTheWatermarkMovesTheStart() {
    firstRun();
    ingest.watermark(source()).set("2024-01-01");
    write("A,c1,99,IT,2024-01-01", "B,c2,77,DE,2024-01-02");

    run(source());

    assertThat(rows("order_id, amount")).containsExactly("A|10.5", "B|77.0", "C|30.0");
    assertThatThrownBy(() -> ingest.watermark(source()).set("yesterday"))
        .hasMessage("'yesterday' is no value of the column ingestion_date");
  }

  @Test
  void theStateSurvivesChangesOfTheTableByOthers() {
    firstRun();
    lakehouse
        .tables()
        .apply(
            table, TableChange.of(new RowChange.DeleteWhere(Expressions.equal("order_id", "A"))));

    assertThat(watermark()).contains("2024-01-02");
    assertThat(run(source()).snapshotId()).isEmpty();
  }

  @Test
  void anInclusiveWatermarkTakesLateRowsOfTheSameDay() {
    CsvContractSource inclusive =
        source(List.of("order_id"), true, DuplicateRule.LAST, CsvOptions.detect());
    write("A,c1,10.5,IT,2024-01-01", "B,c2,20,DE,2024-01-02");
    run(inclusive);
    write("A,c1,99,IT,2024-01-01", "B,c2,20,DE,2024-01-02", "L,c9,5,IT,2024-01-02");

    UpsertResult result = run(inclusive);

    assertThat(result.inserted()).isEqualTo(1);
    assertThat(rows("order_id, amount")).containsExactly("A|10.5", "B|20.0", "L|5.0");
  }

  @Test
  void ofDuplicateKeysTheNewestWinsAndThenTheLastOrFirstLine() {
    String[] rows = {
      "A,first,1,IT,2024-01-02",
      "A,older,2,IT,2024-01-01",
      "A,last,3,IT,2024-01-02",
      "B,only,4,IT,2024-01-01"
    };
    write(rows);
    UpsertResult last = run(source());
    assertThat(last.superseded()).isEqualTo(2);
    assertThat(last.inserted()).isEqualTo(2);
    assertThat(rows("order_id, customer_id")).containsExactly("A|last", "B|only");

    begin();
    write(rows);
    run(source(List.of("order_id"), false, DuplicateRule.FIRST, CsvOptions.detect()));
    assertThat(rows("order_id, customer_id")).containsExactly("A|first", "B|only");

    begin();
    write(rows);
    CsvContractSource strict =
        source(List.of("order_id"), false, DuplicateRule.FAIL, CsvOptions.detect());
    assertThatThrownBy(() -> run(strict))
        .hasMessage("sales.csv has a key twice: A (lines 2, 3, 4)");
    assertThat(rows("order_id")).isEmpty();
  }

  @Test
  void keysCanBeComposite() {
    CsvContractSource composite =
        source(List.of("order_id", "country"), false, DuplicateRule.LAST, CsvOptions.detect());
    write("A,c1,1,IT,2024-01-01", "A,c1,2,DE,2024-01-01");
    run(composite);
    write("A,c1,9,DE,2024-01-02");

    UpsertResult result = run(composite);

    assertThat(result.updated()).isEqualTo(1);
    assertThat(rows("order_id, country, amount")).containsExactly("A|DE|9.0", "A|IT|1.0");
  }

  @Test
  void theContractNamesWhatIsWrongAndWhere() {
    write("A,c1,10.5,IT,2024-01-01", "B,c2,abc,DE,2024-01-02");
    assertInvalid("sales.csv:3: column amount: 'abc' is not a DOUBLE");

    write("A,c1,10.5,IT,2024-01-01", "B,,2,DE,2024-01-02");
    assertInvalid("sales.csv:3: column customer_id: there is no value");

    write("A,c1,10.5,IT,2024-02-30");
    assertInvalid("sales.csv:2: column ingestion_date: '2024-02-30' is not a DATE");

    write("A,c1,10.5,IT,2024-01-01,more");
    assertInvalid("sales.csv:2:");
  }

  private void assertInvalid(String message) {
    assertThatThrownBy(() -> run(source()))
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA))
        .hasMessageContaining(message);
    assertThat(lakehouse.tables().find(table)).isEmpty();
  }

  @Test
  void theContractNamesMissingAndUnknownColumns() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(
        file, "order_id,customer_id,amout,country,ingestion_date\nA,c,1,IT,2024-01-01\n");

    assertThatThrownBy(() -> ingest.validate(source()))
        .hasMessageContaining("the column 'amount' is missing (is 'amout' meant?)")
        .hasMessageContaining("the column 'amout' is not in the contract");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> ingest.validate(source()))
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessageContaining(file.toString());
  }

  @Test
  void badRowsCanBeSetAside() {
    CsvContractSource lenient =
        source(
            List.of("order_id"),
            false,
            DuplicateRule.LAST,
            CsvOptions.builder().badRows(BadRows.quarantine(1)).build());
    write("A,c1,10.5,IT,2024-01-01", "B,c2,abc,DE,2024-01-02");

    UpsertResult result = run(lenient);

    assertThat(result.quarantined()).isEqualTo(1);
    assertThat(rows("order_id")).containsExactly("A");
    TableIdentifier quarantine =
        TableIdentifier.of(table.namespace(), table.name() + "__quarantine");
    assertThat(lakehouse.read(quarantine))
        .singleElement()
        .asString()
        .startsWith("sales.csv|3|amount|")
        .contains("B,c2,abc,DE,2024-01-02");

    write("A,c1,10.5,IT,2024-01-01", "B,c2,2,DE,2024-01-02");
    run(lenient);
    assertThat(lakehouse.read(quarantine)).isEmpty();
    assertThat(rows("order_id")).containsExactly("A", "B");

    write("X,c1,x,IT,2024-01-05", "Y,c2,y,DE,2024-01-05");
    assertThatThrownBy(() -> run(lenient)).hasMessageContaining("more than 1 bad row");
  }
}
