package dev.lakehouse.table;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.error.RootCause;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/** Says in the platform's words what Iceberg says of a part that does not do its work. */
public final class IcebergErrors {
  private IcebergErrors() {}

  /**
   * Does work that goes through Iceberg.
   *
   * @param what the work, as in "cannot read lakehouse.sales"
   * @throws LakehouseException UNAVAILABLE if the database, the object store or the disk fails
   */
  public static <T> T translated(String what, Supplier<T> work) {
    try {
      return work.get();
    } catch (UncheckedSQLException e) {
      throw unavailable(
          "cannot %s: the catalog's database does not answer: %s"
              .formatted(what, RootCause.message(e)),
          "check that PostgreSQL runs, then try again",
          e);
    } catch (NotFoundException e) {
      throw unavailable(
          "cannot %s: a file that belongs to it is missing: %s".formatted(what, e.getMessage()),
          "check that the object store is the right one and is whole",
          e);
    } catch (UncheckedIOException e) {
      throw unavailable(
          "cannot %s: %s".formatted(what, RootCause.message(e)),
          "check the object store, its permissions and the free space on the disk",
          e);
    }
  }

  private static LakehouseException unavailable(String message, String remedy, Exception cause) {
    return LakehouseException.of(ErrorCode.UNAVAILABLE, message, remedy).causedBy(cause);
  }

  /**
   * The same for work that is one commit of the catalog.
   *
   * @throws LakehouseException also ALREADY_EXISTS, NOT_FOUND, CONFLICT and COMMIT_STATE_UNKNOWN
   */
  public static <T> T committed(String what, Supplier<T> work) {
    return translated(
        what,
        () -> {
          try {
            return work.get();
          } catch (AlreadyExistsException e) {
            throw LakehouseException.of(ErrorCode.ALREADY_EXISTS, e.getMessage()).causedBy(e);
          } catch (NoSuchNamespaceException | NoSuchTableException | NoSuchViewException e) {
            throw LakehouseException.of(ErrorCode.NOT_FOUND, e.getMessage()).causedBy(e);
          } catch (CommitFailedException e) {
            throw LakehouseException.of(
                    ErrorCode.CONFLICT,
                    "cannot %s: it was changed by another writer".formatted(what),
                    "try again")
                .causedBy(e);
          } catch (CommitStateUnknownException e) {
            throw LakehouseException.of(
                    ErrorCode.COMMIT_STATE_UNKNOWN,
                    "cannot %s: nobody knows whether the commit took place: %s"
                        .formatted(what, RootCause.message(e)),
                    "check that PostgreSQL runs, then look before you try again")
                .causedBy(e);
          }
        });
  }
}
