package dev.lakehouse.sql;

import java.util.List;

/**
 * The statements of whoever lets an engine run them: what {@code system.runtime.queries} shows and
 * {@code system.runtime.kill_query} ends. Thread-safe.
 */
public interface QueryList {
  /** What became of the wish to end a statement. */
  enum Kill {
    /** It has failed with the given error. */
    KILLED,
    /** It was over already. */
    NOT_RUNNING,
    /** Nobody knows such a statement, or not any more. */
    NOT_FOUND
  }

  /** Those that run or ran lately. */
  List<QueryRecord> records();

  /** Ends a statement with an error, unless it is over. */
  Kill kill(String id, SqlException error);

  /** The list of an engine whose statements nobody lists. */
  static QueryList none() {
    return new QueryList() {
      @Override
      public List<QueryRecord> records() {
        return List.of();
      }

      @Override
      public Kill kill(String id, SqlException error) {
        return Kill.NOT_FOUND;
      }
    };
  }
}
