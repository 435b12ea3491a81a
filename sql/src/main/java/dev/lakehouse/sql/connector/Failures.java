package dev.lakehouse.sql.connector;

import dev.lakehouse.base.error.LakehouseException;
import io.trino.spi.TrinoException;
import java.util.Optional;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;

/** Says in the words of Trino's Iceberg connector that Iceberg refused a change. */
final class Failures {
  private Failures() {}

  /** Runs a part of a commit; the message of a refusal is fixed. */
  static void commit(String message, Runnable work) {
    run(work, e -> message);
  }

  /** Runs a part of a commit; the message of a refusal ends with Iceberg's own. */
  static void commitSaying(String prefix, Runnable work) {
    run(work, e -> prefix + Optional.ofNullable(e.getMessage()).orElseGet(e::toString));
  }

  private interface Message {
    String of(RuntimeException e);
  }

  private static void run(Runnable work, Message message) {
    try {
      work.run();
    } catch (TrinoException
        | LakehouseException
        | CommitFailedException
        | CommitStateUnknownException e) {
      // Not a refusal: they have their own words, or the kernel tries again.
      throw e;
    } catch (RuntimeException e) {
      throw new TrinoException(IcebergErrorCode.ICEBERG_COMMIT_ERROR, message.of(e), e);
    }
  }
}
