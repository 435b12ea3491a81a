package dev.lakehouse.ingest.load;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;

/** Which failures are a file's own. */
final class FileErrors {
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
}
