package dev.lakehouse.table.maintain;

import static dev.lakehouse.table.IcebergErrors.committed;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.catalog.CommitGate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets old snapshots of tables, and deletes what only they had. Thread-safe.
 *
 * <p>What branches and tags point to stays. What makes retries safe stays as well: the state that
 * commits carry, and the tokens of the last week. A newer snapshot takes them over first, if it has
 * to. (The notes of sources need not stay: a file that comes again replaces its own rows.)
 *
 * <p>Files are deleted after the commit, and only once all that the table needs has been read. If
 * that fails, or the process is killed, they are orphans.
 */
public final class SnapshotExpiry {
  /** For so long after its commit a change with the same token is recognised. */
  public static final Duration TOKENS_ARE_KEPT = Duration.ofDays(7);

  private static final Logger log = LoggerFactory.getLogger(SnapshotExpiry.class);
  private static final int ATTEMPTS = 50;
  private static final int CARRIES = 5;

  private final Tables tables;
  private final CommitGate gate;
  private final InstantSource clock;

  public SnapshotExpiry(Tables tables, InstantSource clock) {
    this.tables = requireNonNull(tables, "tables is null");
    this.gate = tables.gate();
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * What expired.
   *
   * @param snapshots how many snapshots went
   * @param before how much of data and delete files the table's snapshots had; nothing if none went
   * @param after how much they have
   */
  public record Result(int snapshots, Extent before, Extent after) {
    private static final Result NOTHING = new Result(0, Extent.NONE, Extent.NONE);
  }

  /**
   * Which snapshots would expire.
   *
   * @param olderThan younger snapshots stay
   * @param keepLast so many snapshots of each branch stay, however old they are; at least 1
   */
  public List<Snapshot> plan(TableIdentifier identifier, Instant olderThan, int keepLast) {
    return committed(
        "look at the snapshots of " + identifier,
        () -> {
          Table table = tables.load(identifier);
          Deletion.requireAllowed(table);
          return plan(operations(table).current(), limit(olderThan), keepLast).snapshots();
        });
  }

  /**
   * Expires snapshots, in one commit.
   *
   * @param olderThan younger snapshots stay
   * @param keepLast so many snapshots of each branch stay, however old they are; at least 1
   * @throws LakehouseException INVALID_ARGUMENT if the table's files must not be deleted,
   *     UNAVAILABLE if files could not be deleted, which are orphans then
   */
  public Result expire(TableIdentifier identifier, Instant olderThan, int keepLast) {
    if (keepLast < 1) {
      throw new IllegalArgumentException("keepLast is under 1: " + keepLast);
    }
    Instant limit = limit(olderThan);
    return committed(
        "expire snapshots of " + identifier, () -> expired(identifier, limit, keepLast));
  }

  /** What is committed from now on stays. */
  private Instant limit(Instant olderThan) {
    Instant now = clock.instant();
    return olderThan.isBefore(now) ? olderThan : now;
  }

  private Result expired(TableIdentifier identifier, Instant limit, int keepLast) {
    for (int attempt = 0; attempt < CARRIES; attempt++) {
      Attempt made = gate.shared(identifier, () -> attempt(identifier, limit, keepLast));
      switch (made) {
        case Attempt.Nothing() -> {
          return Result.NOTHING;
        }
        case Attempt.Expired(TableMetadata before, List<Snapshot> snapshots) -> {
          return ExpiredFiles.delete(tables, identifier, before, snapshots);
        }
        case Attempt.CarryFirst(ExpiryPlan plan) -> carry(identifier, plan);
      }
    }
    throw LakehouseException.of(
        ErrorCode.CONFLICT,
        "%s: the state that its commits carry was changed again and again".formatted(identifier),
        "try again when its writers are done");
  }

  private sealed interface Attempt {
    record Nothing() implements Attempt {}

    record Expired(TableMetadata before, List<Snapshot> snapshots) implements Attempt {}

    record CarryFirst(ExpiryPlan plan) implements Attempt {}
  }

  private Attempt attempt(TableIdentifier identifier, Instant limit, int keepLast) {
    Table table = tables.load(identifier);
    Deletion.requireAllowed(table);
    TableOperations operations = operations(table);
    for (int attempt = 1; ; attempt++) {
      TableMetadata base = operations.current();
      ExpiryPlan plan = plan(base, limit, keepLast);
      if (plan.snapshots().isEmpty() && plan.references().isEmpty()) {
        return new Attempt.Nothing();
      }
      if (plan.needsCarrying()) {
        return new Attempt.CarryFirst(plan);
      }
      try {
        operations.commit(base, new ExpiryCommit(base, plan, table.io()).metadata());
        return new Attempt.Expired(base, plan.snapshots());
      } catch (CommitFailedException e) {
        log.debug("attempt {} to expire snapshots of {} was overtaken", attempt, identifier, e);
        if (attempt == ATTEMPTS) {
          throw e;
        }
        operations.refresh();
      }
    }
  }

  private ExpiryPlan plan(TableMetadata table, Instant limit, int keepLast) {
    Instant now = clock.instant();
    return ExpiryPlan.of(table, limit, keepLast, now, now.minus(TOKENS_ARE_KEPT));
  }

  private static TableOperations operations(Table table) {
    return ((HasTableOperations) table).operations();
  }

  /** A snapshot without changes takes over what would be lost. */
  private void carry(TableIdentifier identifier, ExpiryPlan plan) {
    Set<String> branches = new HashSet<>(plan.stateless());
    branches.addAll(plan.tokens().keySet());
    for (String branch : branches) {
      CommitStamp stamp = CommitStamp.none().onBranch(branch);
      tables.apply(
          identifier,
          TableChange.of(new RowChange.StateOnly())
              .stamped(
                  Optional.ofNullable(plan.tokens().get(branch))
                      .map(stamp::withTokensOf)
                      .orElse(stamp)));
    }
  }
}
