package dev.lakehouse.ingest.load;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.sql.SQLException;
import java.util.function.Supplier;

/** Which failures are a file's own. */
public final class FileErrors {
  private FileErrors() {}

  /**
   * What became of a file that failed.
   *
   * @throws LakehouseException the failure itself if other files would meet it as well
   */
  static FileOutcome outcome(InputFile file, LakehouseException failure) {
    if (failure.code() == ErrorCode.INVALID_DATA || failure.code() == ErrorCode.INVALID_ARGUMENT) {
      return FileOutcome.failed(
          file, failure.getMessage() + failure.remedy().map(text -> " (" + text + ")").orElse(""));
    }
    throw failure;
  }

  /** Runs a change of a table so that the reader of its rows sees why their SQL failed. */
  public static <T> T lettingSqlThrough(Supplier<T> change) throws SQLException {
    try {
      return change.get();
    } catch (LakehouseException e) {
      if (e.getCause() instanceof SQLException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /** Runs a statement so that the reader of its rows sees why it failed. */
  static void lettingSqlThrough(Runnable statement) throws SQLException {
    lettingSqlThrough(() -> {
      statement.run();
      return true;
    });
  }
}
