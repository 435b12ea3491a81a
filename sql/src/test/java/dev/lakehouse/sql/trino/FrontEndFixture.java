package dev.lakehouse.sql.trino;

import dev.lakehouse.sql.QueryList;
import dev.lakehouse.sql.QueryRecord;
import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.connector.LakehouseConnector;
import dev.lakehouse.sql.connector.LakehouseTable;
import dev.lakehouse.sql.translate.ScanPredicates;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.TestLakehouse;
import dev.lakehouse.table.catalog.DatabaseSettings;
import dev.lakehouse.table.store.LocalObjectStore;
import io.airlift.slice.Slice;
import io.trino.spi.Page;
import io.trino.spi.type.Type;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.IrUtils;
import io.trino.sql.planner.optimizations.PlanNodeSearcher;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.TableScanNode;
import io.trino.sql.planner.plan.ValuesNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.assertj.core.api.Assertions;

/**
 * Trino's front end on the tables of a lakehouse, for a test; its session goes from one statement
 * to the next.
 */
final class FrontEndFixture implements AutoCloseable {
  final DatabaseSettings database;
  final TestLakehouse lakehouse;
  final TrinoFrontEnd frontEnd;
  final List<QueryRecord> queries = new CopyOnWriteArrayList<>();
  final Map<String, SqlException> killed = new ConcurrentHashMap<>();
  SqlSession session = SqlSession.of("ann", "iceberg", "shop");

  FrontEndFixture(TestDatabase.Server server, Path directory) throws SQLException {
    database = server.newDatabase();
    lakehouse =
        new TestLakehouse(database, LocalObjectStore.open(directory.resolve("objects")), directory);
    frontEnd =
        TrinoFrontEnd.start(
            "iceberg", new LakehouseConnector(lakehouse.tables()), new GivenQueries());
    run("CREATE SCHEMA shop");
  }

  /** The queries that the test says there are. */
  private final class GivenQueries implements QueryList {
    @Override
    public List<QueryRecord> records() {
      return queries;
    }

    @Override
    public Kill kill(String id, SqlException error) {
      Optional<QueryRecord> query =
          queries.stream().filter(record -> record.id().equals(id)).findFirst();
      if (query.isEmpty()) {
        return Kill.NOT_FOUND;
      }
      if (query.get().ended().isPresent()) {
        return Kill.NOT_RUNNING;
      }
      killed.put(id, error);
      return Kill.KILLED;
    }
  }

  /** Runs a statement that changes metadata or the session; gives its update type. */
  String run(String sql) {
    MetadataOutcome outcome =
        frontEnd.inTransaction(
            session,
            transaction ->
                transaction.runMetadataStatement(transaction.prepare(sql)).orElseThrow());
    session = session.with(outcome.sessionUpdate());
    return outcome.updateType();
  }

  /** The error that a statement gives, whatever kind of statement it is. */
  SqlException error(String sql) {
    return Assertions.catchThrowableOfType(
        SqlException.class,
        () ->
            frontEnd.inTransaction(
                session,
                transaction -> {
                  var query = transaction.prepare(sql);
                  return transaction
                      .runMetadataStatement(query)
                      .<Object>map(outcome -> outcome)
                      .orElseGet(() -> transaction.plan(transaction.analyze(query)));
                }));
  }

  /** The message of the error, after its name. */
  String refusal(String sql) {
    SqlException error = error(sql);
    return error.error().name() + ": " + error.getMessage();
  }

  /** Expects an error: its name and its message. */
  void refuses(String sql, String error) {
    Assertions.assertThat(refusal(sql)).as(sql).isEqualTo(error);
  }

  /** Does something with a statement's plan while its transaction is open. */
  <T> T plan(String sql, PlanWork<T> work) {
    return frontEnd.inTransaction(
        session,
        transaction -> {
          PlanNode root = transaction.plan(transaction.analyze(transaction.prepare(sql))).getRoot();
          return work.with(transaction, root);
        });
  }

  @FunctionalInterface
  interface PlanWork<T> {
    T with(TrinoFrontEnd.Transaction transaction, PlanNode root);
  }

  /** The one node of its kind in a plan. */
  static <T extends PlanNode> T only(PlanNode root, Class<T> kind) {
    return kind.cast(
        PlanNodeSearcher.searchFrom(root).whereIsInstanceOfAny(kind).findOnlyElement());
  }

  /** The text that a SHOW CREATE statement gives, which is a constant of its plan. */
  String text(String sql) {
    return plan(
        sql,
        (_, root) -> {
          ValuesNode values = only(root, ValuesNode.class);
          Expression row = values.getRows().orElseThrow().getFirst();
          return ((Slice) ((Constant) row.children().getFirst()).value()).toStringUtf8();
        });
  }

  /** The rows of the one system table that a query scans, with all of its columns by name. */
  List<Map<String, Object>> rows(String sql) {
    return plan(
        sql,
        (transaction, root) -> {
          TableScanNode scan = only(root, TableScanNode.class);
          Assertions.assertThat(scan.getTable().connectorHandle())
              .isNotInstanceOf(LakehouseTable.class);
          List<Map<String, Object>> rows = new ArrayList<>();
          try (SystemRows system =
              transaction.systemRows(
                  scan,
                  IrUtils.combineConjuncts(
                      ScanPredicates.of(root).getOrDefault(scan.getId(), List.of())))) {
            for (Optional<Page> page = system.next(); page.isPresent(); page = system.next()) {
              addRows(rows, transaction, scan, system.types(), page.get());
            }
          }
          return rows;
        });
  }

  private static void addRows(
      List<Map<String, Object>> rows,
      TrinoFrontEnd.Transaction transaction,
      TableScanNode scan,
      List<Type> types,
      Page page) {
    for (int position = 0; position < page.getPositionCount(); position++) {
      Map<String, Object> row = new LinkedHashMap<>();
      for (int channel = 0; channel < types.size(); channel++) {
        Object value =
            types
                .get(channel)
                .getObjectValue(
                    transaction.session().toConnectorSession(), page.getBlock(channel), position);
        row.put(scan.getOutputSymbols().get(channel).name(), value);
      }
      rows.add(row);
    }
  }

  /** The values of one column of {@link #rows}, as text. */
  List<String> column(String column, String sql) {
    return rows(sql).stream().map(row -> String.valueOf(row.get(column))).toList();
  }

  Table table(String name) {
    return lakehouse.tables().load(TableIdentifier.of("shop", name));
  }

  void append(String table, String select) {
    lakehouse.append(TableIdentifier.of("shop", table), select);
  }

  @Override
  public void close() throws IOException {
    frontEnd.close();
    lakehouse.close();
  }
}
