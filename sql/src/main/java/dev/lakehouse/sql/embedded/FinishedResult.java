package dev.lakehouse.sql.embedded;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.SessionUpdate;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.trino.MetadataOutcome;
import io.trino.client.Column;
import io.trino.server.protocol.ProtocolUtil;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.Type;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The result of a statement that is done: what it changed. */
final class FinishedResult implements SqlResult {
  private static final List<Column> ROWS =
      List.of(ProtocolUtil.createColumn("rows", BigintType.BIGINT, true));

  private final List<Column> columns;
  private final Optional<String> updateType;
  private final OptionalLong updateCount;
  private final SessionUpdate sessionUpdate;
  private List<List<Object>> rows;

  private FinishedResult(
      List<Column> columns,
      List<List<Object>> rows,
      Optional<String> updateType,
      OptionalLong updateCount,
      SessionUpdate sessionUpdate) {
    this.columns = columns;
    this.rows = rows;
    this.updateType = requireNonNull(updateType, "updateType is null");
    this.updateCount = updateCount;
    this.sessionUpdate = sessionUpdate;
  }

  /** Rows were changed. */
  static FinishedResult ofRows(String updateType, long count) {
    return new FinishedResult(
        ROWS,
        List.of(List.of(count)),
        Optional.of(updateType),
        OptionalLong.of(count),
        SessionUpdate.nothing());
  }

  /** Rows were read, and not counted. */
  static FinishedResult ofUnknownRows(String updateType) {
    return new FinishedResult(
        ROWS,
        List.of(Collections.singletonList(null)),
        Optional.of(updateType),
        OptionalLong.empty(),
        SessionUpdate.nothing());
  }

  /** One value is given. */
  static FinishedResult ofValue(String column, Type type, Object value) {
    return new FinishedResult(
        List.of(ProtocolUtil.createColumn(column, type, true)),
        List.of(List.of(value)),
        Optional.empty(),
        OptionalLong.empty(),
        SessionUpdate.nothing());
  }

  /** Metadata or the session were changed. */
  static FinishedResult of(MetadataOutcome outcome) {
    return new FinishedResult(
        outcome.countsRows() ? ROWS : List.of(),
        List.of(),
        Optional.of(outcome.updateType()),
        OptionalLong.empty(),
        outcome.sessionUpdate());
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public List<List<Object>> fetch(int most) {
    List<List<Object>> given = rows;
    rows = List.of();
    return given;
  }

  @Override
  public Optional<String> updateType() {
    return updateType;
  }

  @Override
  public OptionalLong updateCount() {
    return updateCount;
  }

  @Override
  public SessionUpdate sessionUpdate() {
    return sessionUpdate;
  }

  @Override
  public void close() {}
}
