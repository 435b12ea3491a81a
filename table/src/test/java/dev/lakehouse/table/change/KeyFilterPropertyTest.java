package dev.lakehouse.table.change;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.table.TestDirectory;
import dev.lakehouse.table.duckdb.DuckDb;
import dev.lakehouse.table.duckdb.DuckDbSettings;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.DuckTypes;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.write.RowSource;
import dev.lakehouse.table.write.TableFileWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.InclusiveMetricsEvaluator;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Whatever the files' metrics say, a file with a row that has one of the keys is read. */
class KeyFilterPropertyTest {
  // Values as text that DuckDB casts; hard ones for bounds, which are cut or leave values out.
  private static final Map<Type, List<String>> VALUES =
      Map.ofEntries(
          Map.entry(Types.BooleanType.get(), List.of("true", "false")),
          Map.entry(Types.IntegerType.get(), List.of("-2147483648", "-1", "0", "2147483647")),
          Map.entry(Types.LongType.get(), List.of("-9223372036854775808", "-1", "0", "3000000000")),
          Map.entry(Types.FloatType.get(), List.of("-0.0", "0.0", "NaN", "0.1", "-Infinity")),
          Map.entry(Types.DoubleType.get(), List.of("-0.0", "0.0", "NaN", "0.1", "Infinity")),
          Map.entry(Types.DecimalType.of(20, 3), List.of("-1.005", "0.000", "12345678901.5")),
          Map.entry(Types.DecimalType.of(5, 1), List.of("-1.5", "0.0", "9999.9")),
          Map.entry(Types.DateType.get(), List.of("0001-01-01", "1969-12-31", "2024-02-29")),
          Map.entry(
              Types.TimestampType.withoutZone(),
              List.of("1969-12-31 23:59:59.999999", "1970-01-01 00:00:00", "2024-02-29 12:00:00")),
          Map.entry(
              Types.StringType.get(),
              List.of(
                  "",
                  "a",
                  "a prefix of more than sixteen characters, and 1",
                  "a prefix of more than sixteen characters, and 2",
                  "🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂",
                  "\uFFFD")),
          Map.entry(
              Types.UUIDType.get(),
              List.of(
                  "00000000-0000-0000-0000-000000000000",
                  "7fffffff-0000-0000-8000-000000000000",
                  "80000000-0000-0000-0000-000000000001",
                  "ffffffff-ffff-4fff-bfff-ffffffffffff")),
          Map.entry(Types.BinaryType.get(), List.of("", "\\x00", "\\x7F\\x80", "\\xFF\\xFF")));

  private final AtomicInteger number = new AtomicInteger();
  private TestDirectory directory;
  private LocalObjectStore store;
  private DuckDb duckdb;
  private DuckSession session;
  private InMemoryCatalog catalog;
  private TableFileWriter writer;

  /** Two batches of keys, in files of their own: what the table has, and what comes. */
  private record Keys(List<Type> columns, List<List<String>> present, List<List<String>> incoming) {
    String select(List<List<String>> rows) {
      return rows.stream()
          .map(row -> {
            List<String> items = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
              items.add(
                  "CAST('%s' AS %s) AS k%d".formatted(row.get(i), DuckTypes.of(columns.get(i)), i));
            }
            return "SELECT " + String.join(", ", items);
          })
          .collect(Collectors.joining(" UNION ALL "));
    }

    Schema schema() {
      return new Schema(
          IntStream.range(0, columns.size())
              .mapToObj(i -> optional(i + 1, "k" + i, columns.get(i)))
              .toList());
    }

    List<String> names() {
      return schema().columns().stream().map(Types.NestedField::name).toList();
    }
  }

  @BeforeProperty
  void open() throws IOException {
    directory = TestDirectory.create("key-filter");
    store = LocalObjectStore.open(directory.path().resolve("objects"));
    store.createBucket("lake");
    duckdb = DuckDb.open(new DuckDbSettings(128L << 20, 1, directory.path().resolve("spill")));
    session = duckdb.session();
    writer = new TableFileWriter(store);
    catalog = new InMemoryCatalog();
    catalog.initialize("memory", Map.of(CatalogProperties.WAREHOUSE_LOCATION, "s3://lake"));
    catalog.createNamespace(Namespace.of("n"));
  }

  @AfterProperty
  void close() throws IOException {
    catalog.close();
    session.close();
    duckdb.close();
    store.close();
    directory.close();
  }

  @Property(tries = 60)
  void neverPrunesAFileWithAKeyOfTheBatch(@ForAll("keys") Keys keys) {
    Table table =
        catalog.createTable(TableIdentifier.of("n", "t" + number.incrementAndGet()), keys.schema());
    List<DataFile> present = write(table, keys.select(keys.present()));
    List<DataFile> incoming = write(table, keys.select(keys.incoming()));

    Expression filter = KeyFilter.of(table.schema(), keys.names(), incoming);

    long common =
        session.number(
            "SELECT count(*) FROM (%s) AS present SEMI JOIN (%s) AS incoming USING (%s)"
                .formatted(
                    keys.select(keys.present()),
                    keys.select(keys.incoming()),
                    String.join(", ", keys.names())));
    InclusiveMetricsEvaluator planning = new InclusiveMetricsEvaluator(table.schema(), filter);
    if (common > 0) {
      assertThat(present).as(filter.toString()).allMatch(planning::eval);
    }
    assertThat(incoming).as(filter.toString()).allMatch(planning::eval);
  }

  private List<DataFile> write(Table table, String select) {
    return writer.writeRows(table, new RowSource(session, select));
  }

  @Provide
  Arbitrary<Keys> keys() {
    return Arbitraries.of(VALUES.keySet())
        .list()
        .ofMinSize(1)
        .ofMaxSize(2)
        .flatMap(types -> {
          Arbitrary<List<String>> row =
              Combinators.combine(
                      types.stream().map(type -> Arbitraries.of(VALUES.get(type))).toList())
                  .as(values -> values);
          Arbitrary<List<List<String>>> rows = row.list().ofMinSize(1).ofMaxSize(4);
          return Combinators.combine(rows, rows)
              .as((present, incoming) -> new Keys(types, present, incoming));
        });
  }
}
