package dev.lakehouse.sql.embedded;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.Maps;
import dev.lakehouse.sql.delegate.Constants;
import dev.lakehouse.sql.trino.SystemRows;
import dev.lakehouse.sql.trino.TrinoFrontEnd;
import dev.lakehouse.sql.type.StorageTypes;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import io.trino.spi.Page;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeUtils;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.IrUtils;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.TableScanNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** Brings the rows of a table that Trino works out into a session of DuckDB. */
final class SystemScan {
  private static final int ROWS_AT_ONCE = 500;

  private final TrinoFrontEnd.Transaction transaction;
  private final DuckSession session;

  SystemScan(TrinoFrontEnd.Transaction transaction, DuckSession session) {
    this.transaction = requireNonNull(transaction, "transaction is null");
    this.session = requireNonNull(session, "session is null");
  }

  /** A SELECT of a temporary table with the rows; it goes with the session. */
  String select(TableScanNode scan, List<Symbol> outputs, List<Expression> predicate) {
    String table = "system_rows_" + UUID.randomUUID().toString().replace('-', '_');
    session.execute(
        "CREATE TEMP TABLE %s(\"none\" BOOLEAN%s)"
            .formatted(
                table,
                outputs.stream()
                    .map(symbol ->
                        ", %s %s"
                            .formatted(SqlText.name(symbol.name()), StorageTypes.of(symbol.type())))
                    .collect(joining())));
    try (SystemRows rows =
        transaction.systemRows(only(outputs, scan), IrUtils.combineConjuncts(predicate))) {
      List<String> values = new ArrayList<>();
      for (Optional<Page> page = rows.next(); page.isPresent(); page = rows.next()) {
        for (int position = 0; position < page.get().getPositionCount(); position++) {
          values.add(row(page.get(), position, rows.types()));
          if (values.size() == ROWS_AT_ONCE) {
            insert(table, values);
          }
        }
      }
      insert(table, values);
    }
    return outputs.isEmpty()
        ? "SELECT 1 FROM " + table
        : "SELECT %s FROM %s"
            .formatted(
                outputs.stream().map(symbol -> SqlText.name(symbol.name())).collect(joining(", ")),
                table);
  }

  /** The same scan of the columns alone that are asked for: others can cost a lot. */
  private static TableScanNode only(List<Symbol> outputs, TableScanNode scan) {
    return new TableScanNode(
        scan.getId(),
        scan.getTable(),
        outputs,
        Maps.filterKeys(scan.getAssignments(), outputs::contains),
        scan.getEnforcedConstraint(),
        scan.getStatistics(),
        scan.isUpdateTarget(),
        scan.getUseConnectorNodePartitioning());
  }

  private static String row(Page page, int position, List<Type> types) {
    return IntStream.range(0, types.size())
        .mapToObj(channel ->
            ", "
                + Constants.literal(
                    types.get(channel),
                    Optional.ofNullable(
                        TypeUtils.readNativeValue(
                            types.get(channel), page.getBlock(channel), position))))
        .collect(joining("", "(NULL", ")"));
  }

  private void insert(String table, List<String> values) {
    if (!values.isEmpty()) {
      session.execute("INSERT INTO %s VALUES %s".formatted(table, String.join(", ", values)));
      values.clear();
    }
  }
}
