package dev.lakehouse.differential;

import dev.lakehouse.sql.SessionUpdate;
import dev.lakehouse.sql.SqlException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What an engine made of a statement. */
sealed interface Outcome {
  /** A column as the protocol names it. */
  record ResultColumn(String name, String type) {}

  /** It ran. */
  record Success(
      List<ResultColumn> columns,
      List<List<Object>> rows,
      Optional<String> updateType,
      OptionalLong updateCount,
      SessionUpdate sessionUpdate)
      implements Outcome {}

  /** It was refused, or failed. */
  record Failure(
      String name, String message, Optional<SqlException.Location> location, SqlException.Type type)
      implements Outcome {}

  /** The engine itself broke: an exception that is no error of SQL. */
  record Crash(Throwable cause) implements Outcome {}

  /** It did not end in time, and was cancelled. */
  record Hang() implements Outcome {}
}
