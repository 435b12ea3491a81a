package dev.lakehouse.serve.trino;

import dev.lakehouse.sql.SessionUpdate;
import dev.lakehouse.sql.SqlResult;
import io.trino.client.ClientTypeSignature;
import io.trino.client.ClientTypeSignatureParameter;
import io.trino.client.Column;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** A result out of rows that a test gives. */
record TestResult(
    List<Column> columns,
    Iterator<List<Object>> rows,
    Optional<String> updateType,
    OptionalLong updateCount,
    SessionUpdate sessionUpdate,
    AtomicBoolean closed)
    implements SqlResult {
  static TestResult rows(List<Column> columns, Iterator<List<Object>> rows) {
    return new TestResult(
        columns,
        rows,
        Optional.empty(),
        OptionalLong.empty(),
        SessionUpdate.nothing(),
        new AtomicBoolean());
  }

  static TestResult rows(List<Column> columns, List<List<Object>> rows) {
    return rows(columns, rows.iterator());
  }

  /** Rows of 1,000 characters without end. */
  static TestResult endless() {
    return rows(
        List.of(column("text", "varchar")),
        Stream.generate(() -> List.<Object>of("x".repeat(1000))).iterator());
  }

  /** A change that counts its rows, as Trino answers it. */
  static TestResult change(String type, long count) {
    return new TestResult(
        List.of(column("rows", "bigint")),
        List.of(List.<Object>of(count)).iterator(),
        Optional.of(type),
        OptionalLong.of(count),
        SessionUpdate.nothing(),
        new AtomicBoolean());
  }

  /** What gives a text and ends by itself, as a change does. */
  static TestResult call(String text) {
    return new TestResult(
        List.of(column("text", "varchar")),
        List.of(List.<Object>of(text)).iterator(),
        Optional.of("CALL"),
        OptionalLong.empty(),
        SessionUpdate.nothing(),
        new AtomicBoolean());
  }

  static TestResult session(String type, SessionUpdate update) {
    return new TestResult(
        List.of(),
        Collections.emptyIterator(),
        Optional.of(type),
        OptionalLong.empty(),
        update,
        new AtomicBoolean());
  }

  static Column column(String name, String type) {
    return new Column(name, type, new ClientTypeSignature(type));
  }

  static Column column(String name, String type, String base, long... arguments) {
    List<ClientTypeSignatureParameter> parameters = new ArrayList<>();
    for (long argument : arguments) {
      parameters.add(ClientTypeSignatureParameter.ofLong(argument));
    }
    return new Column(name, type, new ClientTypeSignature(base, parameters));
  }

  @Override
  public List<List<Object>> fetch(int most) {
    List<List<Object>> fetched = new ArrayList<>();
    while (fetched.size() < most && rows.hasNext()) {
      fetched.add(rows.next());
    }
    return fetched;
  }

  @Override
  public void close() {
    closed.set(true);
  }
}
