package dev.lakehouse.sql.connector;

import static java.util.Objects.requireNonNull;

import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ConnectorTableExecuteHandle;
import io.trino.spi.predicate.TupleDomain;
import java.util.HashMap;
import java.util.Map;

/**
 * A call of a procedure on a table, as the analyzer has resolved it.
 *
 * @param procedure which one
 * @param arguments the arguments by name; one that was not given and has no default is missing
 * @param files which of the table's files it is about, by the values of partition columns
 */
public record ProcedureCall(
    LakehouseTable table,
    TableProcedure procedure,
    Map<String, Object> arguments,
    TupleDomain<ColumnHandle> files)
    implements ConnectorTableExecuteHandle {
  public ProcedureCall {
    requireNonNull(table, "table is null");
    requireNonNull(procedure, "procedure is null");
    Map<String, Object> given = new HashMap<>(arguments);
    given.values().removeIf(value -> value == null);
    arguments = Map.copyOf(given);
    requireNonNull(files, "files is null");
  }

  /** The same call for some of the files. */
  public ProcedureCall forFiles(TupleDomain<ColumnHandle> newFiles) {
    return new ProcedureCall(table, procedure, arguments, newFiles);
  }
}
