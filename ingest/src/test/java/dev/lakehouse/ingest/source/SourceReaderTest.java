package dev.lakehouse.ingest.source;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.ingest.csv.BadRows;
import dev.lakehouse.ingest.csv.CsvEncoding;
import dev.lakehouse.ingest.csv.CsvOptions;
import dev.lakehouse.table.schema.LayoutText;
import dev.lakehouse.table.store.ObjectPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class SourceReaderTest {
  private static final Path PROJECT = Path.of("/projects/sales");
  private static final String CONTRACT =
      """
      name: sales
      type: csv
      path: data/sales.csv
      table: lakehouse.sales
      key: order_id
      columns:
        order_id: varchar
        amount: double
        day: date
      """;

  private static Source read(String yaml) {
    return new SettingsReader(Map.of())
        .parse("sources/s.yaml", yaml, new SourceReader(PROJECT)::read);
  }

  private static List<String> problems(String yaml) {
    LakehouseException error = catchThrowableOfType(LakehouseException.class, () -> read(yaml));
    assertThat(error).as(yaml).isNotNull();
    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    return error
        .getMessage()
        .lines()
        .map(String::strip)
        .filter(line -> !line.endsWith(" problems:"))
        .toList();
  }

  @Test
  void aContractIsShortWhereNothingIsSpecial() {
    Schema columns =
        new Schema(
            required(1, "order_id", Types.StringType.get()),
            optional(2, "amount", Types.DoubleType.get()),
            optional(3, "day", Types.DateType.get()));
    CsvContractSource source = (CsvContractSource) read(CONTRACT);

    assertThat(source.columns().asStruct()).isEqualTo(columns.asStruct());
    assertThat(source.name()).isEqualTo("sales");
    assertThat(source.path()).isEqualTo(PROJECT.resolve("data/sales.csv"));
    assertThat(source.table()).isEqualTo(TableIdentifier.of("lakehouse", "sales"));
    assertThat(source.partitions().isUnpartitioned()).isTrue();
    assertThat(source.sortOrder().isUnsorted()).isTrue();
    assertThat(source.key()).containsExactly("order_id");
    assertThat(source.watermark()).isEmpty();
    assertThat(source.duplicates()).isEqualTo(DuplicateRule.LAST);
    assertThat(source.options()).isEqualTo(CsvOptions.detect());
    assertThat(source.uploaded()).isEmpty();
  }

  @Test
  void aContractSaysEverything() {
    CsvContractSource source =
        (CsvContractSource)
            read(
                """
                name: sales
                type: csv
                path: ../raw/sales.csv
                upload_to: s3://lakehouse/raw/sales
                table: shop.orders
                key: [order_id, shop]
                columns:
                  order_id: BIGINT
                  shop: varchar
                  at: timestamp(6) with time zone
                  amount: decimal(10,2) NOT NULL
                partitioned_by: [day(at), "bucket(order_id, 8)"]
                sorted_by: amount desc
                watermark: {column: at, variable: mark, inclusive: true}
                duplicates: fail
                csv:
                  delimiter: tab
                  quote: "'"
                  escape: '\\'
                  header: false
                  encoding: windows-1252
                  comment: '#'
                  skip_lines: 2
                  null_strings: [NA, n/a]
                  date_format: '%d.%m.%Y'
                  timestamp_format: '%d.%m.%Y %H:%M'
                  pad_short_rows: true
                bad_rows: {policy: quarantine, limit: 10}
                """);

    assertThat(source.path()).isEqualTo(Path.of("/projects/raw/sales.csv"));
    assertThat(source.uploaded()).contains(new ObjectPath("lakehouse", "raw/sales/sales.csv"));
    assertThat(source.table()).isEqualTo(TableIdentifier.of("shop", "orders"));
    assertThat(source.columns().asStruct())
        .isEqualTo(
            new Schema(
                    required(1, "order_id", Types.LongType.get()),
                    required(2, "shop", Types.StringType.get()),
                    required(3, "at", Types.TimestampType.withZone()),
                    required(4, "amount", Types.DecimalType.of(10, 2)))
                .asStruct());
    assertThat(source.partitions())
        .isEqualTo(
            LayoutText.partitions(source.columns(), List.of("day(at)", "bucket(order_id, 8)")));
    assertThat(source.sortOrder())
        .isEqualTo(LayoutText.sortOrder(source.columns(), List.of("amount desc")));
    assertThat(source.key()).containsExactly("order_id", "shop");
    assertThat(source.watermark()).contains(new Watermark("at", "mark", true));
    assertThat(source.duplicates()).isEqualTo(DuplicateRule.FAIL);
    assertThat(source.options())
        .isEqualTo(
            CsvOptions.builder()
                .delimiter("\t")
                .quote("'")
                .escape("\\")
                .header(false)
                .encoding(CsvEncoding.WINDOWS_1252)
                .comment("#")
                .skipLines(2)
                .nullStrings("NA", "n/a")
                .dateFormat("%d.%m.%Y")
                .timestampFormat("%d.%m.%Y %H:%M")
                .padShortRows(true)
                .badRows(BadRows.quarantine(10))
                .build());
  }

  @Test
  void aFolderIsInTheStoreOrInADirectory() {
    assertThat(read("{name: uploads, type: csv_folder, path: 's3://csv-uploads/in/'}"))
        .isEqualTo(
            new CsvFolderSource(
                "uploads",
                new FolderLocation.InStore(new ObjectPath("csv-uploads", "in/")),
                Namespace.of("lakehouse"),
                false,
                CsvOptions.detect()));
    assertThat(
            read(
                """
                name: uploads
                type: csv_folder
                path: drop
                namespace: landing
                promote_types: true
                bad_rows: {policy: quarantine}
                """))
        .isEqualTo(
            new CsvFolderSource(
                "uploads",
                new FolderLocation.InDirectory(PROJECT.resolve("drop")),
                Namespace.of("landing"),
                true,
                CsvOptions.builder().badRows(BadRows.quarantine(Long.MAX_VALUE)).build()));
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThat(problems("{name: s}")).contains("sources/s.yaml:1:1: the setting 'type' is missing");
    assertThat(problems("type: csv_folder"))
        .containsExactlyInAnyOrder(
            "sources/s.yaml:1:1: the setting 'name' is missing",
            "sources/s.yaml:1:1: the setting 'path' is missing");
    assertThat(problems("{name: s, type: csv}"))
        .anyMatch(line -> line.contains("'path' is missing"))
        .anyMatch(line -> line.contains("'table' is missing"))
        .anyMatch(line -> line.contains("'columns' is missing"))
        .anyMatch(line -> line.contains("'key' is missing"));
  }

  @Test
  void wordsThatAreNearlyRightAreOffered() {
    assertThat(problems(CONTRACT + "partitoned_by: day\n"))
        .containsExactly(
            "sources/s.yaml:10:1: unknown setting 'partitoned_by'; did you mean 'partitioned_by'?");
    assertThat(problems(CONTRACT.replace("type: csv", "type: cvs")))
        .first()
        .asString()
        .startsWith("sources/s.yaml:2:7: ")
        .contains("'csv'");
    assertThat(problems(CONTRACT + "duplicates: lats\n"))
        .first()
        .asString()
        .startsWith("sources/s.yaml:10:13: ")
        .contains("'last'");
    assertThat(problems(CONTRACT + "csv: {delimeter: ';'}\n"))
        .containsExactly(
            "sources/s.yaml:10:7: unknown setting 'delimeter'; did you mean 'delimiter'?");
    assertThat(problems(CONTRACT + "csv: {encoding: utf8}\n"))
        .first()
        .asString()
        .startsWith("sources/s.yaml:10:17: ")
        .contains("UTF-8");
    assertThat(problems(CONTRACT + "bad_rows: {policy: quarantaine}\n"))
        .first()
        .asString()
        .startsWith("sources/s.yaml:10:20: ")
        .contains("'quarantine'");
    assertThat(problems(CONTRACT.replace("key: order_id", "key: order_di")))
        .containsExactly(
            "sources/s.yaml:5:6: 'order_di' is not in 'columns'; did you mean 'order_id'?");
    assertThat(problems(CONTRACT + "watermark: {column: dya, variable: v}\n"))
        .containsExactly("sources/s.yaml:10:21: 'dya' is not in 'columns'; did you mean 'day'?");
    assertThat(problems(CONTRACT.replace("amount: double", "amount: duoble")))
        .first()
        .asString()
        .startsWith("sources/s.yaml:8:11: 'duoble' is no type of a column")
        .contains("did you mean 'double'?");
  }

  @Test
  void whatCannotBeIsRefusedAtItsPlace() {
    Map<String, String> mistakes =
        Map.ofEntries(
            Map.entry("partitioned_by: contry", "10:17: there is no column 'contry'"),
            Map.entry("partitioned_by: week(day)", "10:17: 'week(day)' is no partitioning"),
            Map.entry("partitioned_by: hour(day)", "10:17: 'hour(day)' is no partitioning"),
            Map.entry("partitioned_by: 'bucket(day, 0)'", "10:17: 'bucket(day, 0)' is no"),
            Map.entry("sorted_by: contry desc", "10:12: there is no column 'contry'"),
            Map.entry("upload_to: lakehouse/raw", "10:12: "),
            Map.entry("csv: {quote: ab}", "10:6: CSV options: quote is 'ab'"),
            Map.entry("csv: {skip_lines: -1}", "10:19: "),
            Map.entry("csv: {header: maybe}", "10:15: "),
            Map.entry("csv: {delimiter: ',', quote: ','}", "10:6: CSV options: delimiter and"),
            Map.entry("bad_rows: {policy: fail, limit: 3}", "10:33: 'limit' belongs to"),
            Map.entry("bad_rows: quarantine", "10:11: "),
            Map.entry("watermark: day", "10:12: "));

    mistakes.forEach((setting, problem) ->
        assertThat(problems(CONTRACT + setting + "\n"))
            .as(setting)
            .anyMatch(line -> line.startsWith("sources/s.yaml:" + problem)));
    for (String table : List.of("sales", "a.b.c", "lakehouse.", ".sales")) {
      assertThat(problems(CONTRACT.replace("lakehouse.sales", table)))
          .as(table)
          .anyMatch(line -> line.startsWith("sources/s.yaml:4:8: "));
    }
  }

  @Test
  void columnsThatDifferInLetterCaseOnlyAreRefused() {
    assertThat(problems(CONTRACT.replace("amount: double", "ORDER_ID: double")))
        .containsExactly(
            "sources/s.yaml:8:13: 'ORDER_ID' and 'order_id' are the same column: letter case does"
                + " not tell columns apart");
  }

  @Test
  void everyMistakeOfAFileIsReportedAtOnce() {
    assertThat(
            problems(
                """
                nmae: sales
                type: csv
                path: data/sales.csv
                table: sales
                key: id
                columns: {order_id: text}
                partitioned_by: week(order_id)
                """))
        .hasSize(5)
        .allMatch(line -> line.matches("sources/s\\.yaml:\\d+:\\d+: .+"));
  }
}
