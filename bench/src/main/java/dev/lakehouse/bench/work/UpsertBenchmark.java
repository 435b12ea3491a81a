package dev.lakehouse.bench.work;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.bench.lab.PeerDatabase;
import dev.lakehouse.bench.lab.SalesData;
import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Paired;
import dev.lakehouse.table.ChangeResult;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.write.RowSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Few rows are upserted into a large table, nine of ten of them replacing one; they are spread over
 * all of the table. Each run finds the table without the deletes of the last. The peer is a DELETE
 * and an INSERT in one transaction on a table in DuckDB's own format.
 */
public final class UpsertBenchmark implements Benchmark {
  private static final String KEY = "order_key";
  private static final String INCOMING = "incoming";
  private static final int TIMES_AS_MANY_RUNS = 2;

  private final String name;
  private final Type keyType;
  private final String keyOfNumber;

  /**
   * A benchmark.
   *
   * @param keyType the type of the key column
   * @param keyOfNumber the SQL that makes a key from the number {@code order_id}
   */
  public UpsertBenchmark(String name, Type keyType, String keyOfNumber) {
    this.name = requireNonNull(name, "name is null");
    this.keyType = requireNonNull(keyType, "keyType is null");
    this.keyOfNumber = requireNonNull(keyOfNumber, "keyOfNumber is null");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "10,000 rows into 5 million, by a key of type " + keyType;
  }

  @Override
  public void run(Workbench bench, int runs, Consumer<Figure> figures) {
    TableIdentifier table = Workbench.newTable();
    long size = bench.scale().upsertTableRows();
    long incoming = bench.scale().upsertRows();
    long replacing = incoming * 9 / 10;
    try (DuckSession session = bench.tables().session();
        PeerDatabase peer = PeerDatabase.create(session, bench.work())) {
      String rows = keyed(SalesData.select(0, size));
      bench
          .tables()
          .apply(
              table,
              TableChange.of(new RowChange.Append(new RowSource(session, rows)))
                  .creating(TableDefinition.of(schema())));
      String peerTable = peer.create("sales", rows);
      session.execute(
          "CREATE TEMP TABLE %s AS (%s) LIMIT %d"
              .formatted(INCOMING, keyed(SalesData.select(0, size, size / replacing)), replacing));
      session.execute(
          "INSERT INTO %s %s"
              .formatted(INCOMING, keyed(SalesData.select(size, size + incoming - replacing))));
      Paired times =
          Paired.measure(
              TIMES_AS_MANY_RUNS * runs,
              () -> upsert(bench, table, session, replacing),
              () -> upsert(session, peerTable));
      figures.accept(Figure.of(name, times, new Bar.Seconds(0.5)));
    } finally {
      bench.drop(table);
    }
  }

  private static Runnable upsert(
      Workbench bench, TableIdentifier table, DuckSession session, long replacing) {
    ChangeResult result =
        bench
            .tables()
            .apply(
                table,
                TableChange.of(
                    new RowChange.Upsert(
                        List.of(KEY), new RowSource(session, "SELECT * FROM " + INCOMING))));
    return () -> {
      if (result.rowsRemoved() != replacing) {
        throw new IllegalStateException("%d rows were replaced".formatted(result.rowsRemoved()));
      }
      Table changed = bench.tables().load(table);
      changed.manageSnapshots().rollbackTo(changed.currentSnapshot().parentId()).commit();
    };
  }

  private static Runnable upsert(DuckSession session, String table) {
    session.execute("BEGIN");
    session.execute(
        "DELETE FROM %1$s WHERE %2$s IN (SELECT %2$s FROM %3$s)".formatted(table, KEY, INCOMING));
    session.execute("INSERT INTO %s FROM %s".formatted(table, INCOMING));
    session.execute("COMMIT");
    return () -> {};
  }

  private String keyed(String select) {
    return "SELECT %s AS %s, * FROM (%s)".formatted(keyOfNumber, KEY, select);
  }

  private Schema schema() {
    List<NestedField> fields = new ArrayList<>(SalesData.SCHEMA.columns());
    fields.add(NestedField.optional(fields.size() + 1, KEY, keyType));
    return new Schema(fields);
  }
}
