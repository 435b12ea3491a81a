package dev.lakehouse.bench.work;

import static java.util.stream.Collectors.joining;

import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Samples;
import dev.lakehouse.bench.sql.SqlLab;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.iceberg.catalog.TableIdentifier;

/** A statement that changes a few rows of a table with 15,000, committed. */
public final class SmallChangeBenchmark extends SqlWork {
  private static final int TABLE_ROWS = 15_000;
  private static final int TIMES_AS_MANY_RUNS = 10;
  private static final int WARM_UP = 150;

  private final int rows;
  private final String statement;
  private final double limit;

  private SmallChangeBenchmark(
      String name, String description, int rows, String statement, double limit) {
    super(name, description);
    this.rows = rows;
    this.statement = statement;
    this.limit = limit;
  }

  /** A MERGE of 50 rows, half of which are there. */
  public static SmallChangeBenchmark merge() {
    return new SmallChangeBenchmark(
        "merge-50",
        "MERGE of 50 rows into 15,000 through the server",
        50,
        """
        MERGE INTO %1$s t USING (VALUES %2$s) AS s(id, name, amount) ON t.id = s.id
        WHEN MATCHED THEN UPDATE SET name = s.name, amount = s.amount
        WHEN NOT MATCHED THEN INSERT (id, name, amount) VALUES (s.id, s.name, s.amount)\
        """,
        0.08);
  }

  /** An INSERT of 500 VALUES. */
  public static SmallChangeBenchmark insert() {
    return new SmallChangeBenchmark(
        "insert-500",
        "INSERT of 500 VALUES into 15,000 rows through the server",
        500,
        "INSERT INTO %s VALUES %s",
        0.06);
  }

  @Override
  void run(Workbench bench, SqlLab lab, int runs, Consumer<Figure> figures) {
    if (bench.scale().isFull()) {
      // The compiler of the JVM needs to have seen the code, but the table is a new one.
      measure(bench, lab, WARM_UP);
    }
    figures.accept(
        Figure.of(name(), measure(bench, lab, TIMES_AS_MANY_RUNS * runs), new Bar.Seconds(limit)));
  }

  private Samples measure(Workbench bench, SqlLab lab, int runs) {
    TableIdentifier identifier = Workbench.newTable();
    String table = "%s.%s".formatted(SqlLab.CATALOG, identifier);
    lab.change(
        """
        CREATE TABLE %s AS
        SELECT n AS id, 'name ' || CAST(n AS varchar) AS name, CAST(n AS decimal(12,2)) AS amount
        FROM TABLE(sequence(1, %d)) AS t(n)\
        """
            .formatted(table, TABLE_ROWS));
    try {
      AtomicInteger next = new AtomicInteger(TABLE_ROWS - rows / 2);
      return Samples.measure(
          runs,
          () -> {
            String values = values(next.getAndAdd(rows / 2));
            long changed = lab.change(statement.formatted(table, values));
            return () -> Expected.count(rows, changed);
          });
    } finally {
      bench.drop(identifier);
    }
  }

  private String values(int first) {
    return IntStream.range(first, first + rows)
        .mapToObj(id -> "(BIGINT '%1$d', 'changed %1$d', DECIMAL '%1$d.50')".formatted(id))
        .collect(joining(", "));
  }
}
