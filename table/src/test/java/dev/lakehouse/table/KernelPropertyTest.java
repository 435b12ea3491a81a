package dev.lakehouse.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.table.TableModel.Row;
import dev.lakehouse.table.TableModel.State;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.scan.SnapshotSelector;
import dev.lakehouse.table.schema.LayoutText;
import dev.lakehouse.table.write.RowSource;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.BeforeProperty;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Whatever the layout of a table and whatever happens to it, it reads as a plain list would, and so
 * does each of its earlier snapshots. {@code -Dkernel.tries=1000} tries longer.
 */
class KernelPropertyTest {
  private static final Schema SCHEMA =
      new Schema(
          optional(1, "id", Types.LongType.get()),
          optional(2, "country", Types.StringType.get()),
          optional(3, "at", Types.TimestampType.withoutZone()),
          optional(4, "amount", Types.DecimalType.of(10, 2)));

  private TestDirectory directory;
  private TestDatabase.Server server;
  private TestLakehouse lakehouse;
  private Tables tables;
  private int number;

  /** How many tries the run asks for. */
  static final class AskedTries implements AroundPropertyHook {
    private static final int TRIES = 20;

    @Override
    public PropertyExecutionResult aroundProperty(
        PropertyLifecycleContext context, PropertyExecutor property) {
      context.attributes().setTries(Integer.getInteger("kernel.tries", TRIES));
      return property.execute();
    }
  }

  /** How a table is laid out, and the rows that it begins with. */
  private record Start(List<String> partitionedBy, List<String> sortedBy, List<Row> rows) {}

  @BeforeProperty
  void open() throws IOException, SQLException {
    directory = TestDirectory.create("kernel-property");
    server = TestDatabase.Server.start(directory.path().resolve("home"));
    lakehouse = TestLakehouse.local(server, directory.path());
    tables = lakehouse.tables();
  }

  @AfterProperty
  void close() throws IOException {
    lakehouse.close();
    server.close();
    directory.close();
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  @AddLifecycleHook(AskedTries.class)
  void aTableReadsAsTheModelDoes(
      @ForAll("starts") Start start, @ForAll("changes") List<RandomChange> changes) {
    TableIdentifier name = TableIdentifier.of("model", "t" + ++number);
    tables.create(
        name,
        new TableDefinition(
            SCHEMA,
            LayoutText.partitions(SCHEMA, start.partitionedBy()),
            LayoutText.sortOrder(SCHEMA, start.sortedBy()),
            Map.of()));
    TableModel model = new TableModel();
    Map<Long, State> history = new LinkedHashMap<>();
    List<RandomChange> all = new ArrayList<>(List.of(new RandomChange.Append(start.rows())));
    all.addAll(changes);
    for (RandomChange change : all) {
      apply(name, model, change, history);

      assertThat(lakehouse.read(name)).as("after %s", change).isEqualTo(model.read());
      Table table = tables.load(name);
      assertThat(TableStatistics.of(table).rows()).as("rows").isEqualTo(model.read().size());
      if (table.currentSnapshot() != null) {
        history.putIfAbsent(table.currentSnapshot().snapshotId(), model.state());
      }
    }
    history.forEach((snapshot, state) ->
        assertThat(lakehouse.read(name, ScanRequest.of(new SnapshotSelector.ById(snapshot))))
            .as("snapshot %d", snapshot)
            .isEqualTo(state.texts()));
  }

  private void apply(
      TableIdentifier name, TableModel model, RandomChange change, Map<Long, State> history) {
    switch (change) {
      case RandomChange.Append(List<Row> rows) -> {
        model.append(wide(model, rows));
        tables.apply(name, TableChange.of(new RowChange.Append(source(rows))));
      }
      case RandomChange.Upsert(List<Integer> key, List<Row> rows) -> {
        model.upsert(key, wide(model, rows));
        tables.apply(
            name,
            TableChange.of(
                new RowChange.Upsert(
                    key.stream().map(TableModel.COLUMNS::get).toList(), source(rows))));
      }
      case RandomChange.ReplaceWhere(RandomChange.Filter filter, List<Row> rows) -> {
        model.removeWhere(filter.condition());
        model.append(wide(model, rows));
        tables.apply(
            name, TableChange.of(new RowChange.ReplaceWhere(filter.expression(), source(rows))));
      }
      case RandomChange.DeleteWhere(RandomChange.Filter filter) -> {
        model.removeWhere(filter.condition());
        tables.apply(name, TableChange.of(new RowChange.DeleteWhere(filter.expression())));
      }
      case RandomChange.Truncate() -> {
        model.removeWhere(row -> true);
        tables.apply(name, TableChange.of(new RowChange.Truncate()));
      }
      case RandomChange.Rollback(int snapshots) -> {
        List<Long> ancestors = SnapshotUtil.currentAncestorIds(tables.load(name));
        if (!ancestors.isEmpty()) {
          long target = ancestors.get(Math.min(snapshots, ancestors.size() - 1));
          model.restore(history.get(target));
          tables.load(name).manageSnapshots().rollbackTo(target).commit();
        }
      }
      case RandomChange.AddColumn(List<Row> rows, String value) -> {
        String column = "extra_" + model.columns().size();
        List<String> before = model.columns();
        model.addColumn(column);
        List<Row> wide = new ArrayList<>();
        for (Row row : rows) {
          wide.add(widened(row, before.size()).with(Optional.of(value)));
        }
        model.append(wide);
        tables.apply(
            name,
            TableChange.of(new RowChange.Append(select(model.columns(), wide)))
                .addingColumns(List.of(optional(1, column, Types.StringType.get()))));
      }
    }
  }

  /** Rows of the first columns, with NULL in all that came later. */
  private static List<Row> wide(TableModel model, List<Row> rows) {
    return rows.stream().map(row -> widened(row, model.columns().size())).toList();
  }

  private static Row widened(Row row, int columns) {
    Row wide = row;
    while (wide.values().size() < columns) {
      wide = wide.with(Optional.empty());
    }
    return wide;
  }

  private RowSource source(List<Row> rows) {
    return select(TableModel.COLUMNS, rows);
  }

  private RowSource select(List<String> columns, List<Row> rows) {
    String select =
        rows.isEmpty()
            ? Row.of(new Object[columns.size()]).select(columns) + " WHERE false"
            : rows.stream()
                .map(row -> row.select(columns))
                .collect(Collectors.joining(" UNION ALL "));
    return lakehouse.rows(select);
  }

  @Provide
  Arbitrary<Start> starts() {
    return Combinators.combine(
            Arbitraries.of(
                List.<String>of(),
                List.of("country"),
                List.of("bucket(id, 3)"),
                List.of("day(at)"),
                List.of("country", "month(at)")),
            Arbitraries.of(
                List.<String>of(), List.of("id"), List.of("amount desc nulls first", "id")),
            RandomChange.rows(30, 60))
        .as(Start::new);
  }

  @Provide
  Arbitrary<List<RandomChange>> changes() {
    return RandomChange.any().list().ofMinSize(1).ofMaxSize(8);
  }
}
