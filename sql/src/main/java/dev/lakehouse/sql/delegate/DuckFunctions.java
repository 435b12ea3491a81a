package dev.lakehouse.sql.delegate;

import static java.util.Objects.requireNonNull;

import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBLogicalType;
import org.duckdb.DuckDBScalarFunctionBuilder;
import org.duckdb.DuckDBWritableVector;

/**
 * DuckDB's functions that call Java. DuckDB keeps a function for as long as it lives, so there is
 * one for each list of carriers and not one for each expression: which expression is meant is said
 * by a number, the function's first argument. Thread-safe.
 */
final class DuckFunctions {
  private final Connection connection;
  private final Set<String> registered = new HashSet<>();
  private final Map<Long, ChunkFunction> functions = new ConcurrentHashMap<>();
  private final AtomicLong handles = new AtomicLong();

  /**
   * Makes it.
   *
   * @param connection for nothing but registering functions, in its own transactions
   */
  DuckFunctions(Connection connection) {
    this.connection = requireNonNull(connection, "connection is null");
  }

  /** Computes the values of one chunk; called by several threads at once. */
  @FunctionalInterface
  interface ChunkFunction {
    /** The arguments begin in the column 1. */
    void apply(DuckDBDataChunkReader arguments, DuckDBWritableVector result) throws Exception;
  }

  /** Makes a function known. */
  long add(ChunkFunction function) {
    long handle = handles.incrementAndGet();
    functions.put(handle, function);
    return handle;
  }

  /** Forgets a function. */
  void remove(long handle) {
    functions.remove(handle);
  }

  /**
   * SQL that calls a function, from carriers to a carrier.
   *
   * @param deterministic false if each row needs a call of its own whatever the arguments are
   */
  String call(
      long handle,
      List<Carrier> parameters,
      List<String> arguments,
      Carrier result,
      boolean deterministic) {
    StringBuilder name = new StringBuilder("trino_");
    parameters.forEach(parameter -> name.append(parameter.code()));
    name.append('_').append(result.code());
    if (!deterministic) {
      name.append("_volatile");
    }
    register(name.toString(), parameters, result, deterministic);
    StringBuilder sql = new StringBuilder(name).append('(').append(handle).append("::BIGINT");
    arguments.forEach(argument -> sql.append(", ").append(argument));
    return sql.append(')').toString();
  }

  private synchronized void register(
      String name, List<Carrier> parameters, Carrier result, boolean deterministic) {
    if (registered.contains(name)) {
      return;
    }
    List<DuckDBLogicalType> types = new ArrayList<>();
    try (DuckDBScalarFunctionBuilder builder = DuckDBFunctions.scalarFunction()) {
      types.add(result.logicalType());
      builder.withName(name).withReturnType(types.getLast());
      types.add(Carrier.LONG.logicalType());
      builder.withParameter(types.getLast());
      for (Carrier parameter : parameters) {
        types.add(parameter.logicalType());
        builder.withParameter(types.getLast());
      }
      if (!deterministic) {
        builder.withVolatile();
      }
      builder.withVectorizedFunction(this::dispatch).register(connection);
    } catch (SQLException e) {
      throw new TrinoException(
          StandardErrorCode.GENERIC_INTERNAL_ERROR, "cannot register the function " + name, e);
    } finally {
      types.forEach(DuckDBLogicalType::close);
    }
    registered.add(name);
  }

  private void dispatch(DuckDBDataChunkReader arguments, DuckDBWritableVector result) {
    if (arguments.rowCount() == 0) {
      return;
    }
    long handle = arguments.vector(0).getLong(0);
    try {
      ChunkFunction function = functions.get(handle);
      if (function == null) {
        throw new IllegalStateException("the statement of function %d is over".formatted(handle));
      }
      function.apply(arguments, result);
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      throw FunctionErrors.carry(e);
    }
  }
}
