package dev.lakehouse.serve.trino;

import dev.lakehouse.sql.SessionUpdate;
import dev.lakehouse.sql.SqlResult;
import io.trino.client.ClientCapabilities;
import io.trino.client.Column;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a result says besides its rows.
 *
 * @param columns as the client understands them
 * @param simplifier what values have to become for it; empty if they stay as they are
 */
record ResultHead(
    List<Column> columns,
    Optional<String> updateType,
    OptionalLong updateCount,
    SessionUpdate sessionUpdate,
    Optional<MillisecondTimes> simplifier) {
  static ResultHead of(SqlResult result, ClientRequest client) {
    List<Column> columns = List.copyOf(result.columns());
    Optional<MillisecondTimes> simplifier =
        client.capabilities().contains(ClientCapabilities.PARAMETRIC_DATETIME.name())
            ? Optional.empty()
            : MillisecondTimes.of(columns);
    return new ResultHead(
        simplifier.map(MillisecondTimes::columns).orElse(columns),
        result.updateType(),
        result.updateCount(),
        result.sessionUpdate(),
        simplifier);
  }

  /** Rows as the client understands them. */
  List<List<Object>> adapted(List<List<Object>> rows) {
    return simplifier.map(times -> times.rows(rows)).orElse(rows);
  }
}
