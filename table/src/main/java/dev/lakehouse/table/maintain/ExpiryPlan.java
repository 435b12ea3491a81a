package dev.lakehouse.table.maintain;

import dev.lakehouse.table.CommitStamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Which snapshots of a table expire, by the rules of the Iceberg spec ("Snapshot Retention
 * Policy"): what a branch or a tag says of itself goes before what is asked for. Beyond these
 * rules, a branch keeps the snapshots that its state is read from.
 *
 * @param references branches and tags that are older than they may be
 * @param snapshots the snapshots that go
 * @param tokens tokens of a branch that may still come again, and that no snapshot would know if
 *     these went
 * @param stateless branches whose state no snapshot would have if these went
 */
record ExpiryPlan(
    Set<String> references,
    List<Snapshot> snapshots,
    Map<String, Map<String, Instant>> tokens,
    Set<String> stateless) {
  /**
   * What expires.
   *
   * @param olderThan younger snapshots of a branch stay
   * @param keepLast so many snapshots of each branch stay, however old they are
   * @param now what the age of branches and tags is measured by
   * @param tokensFrom tokens that are older do not come again
   */
  static ExpiryPlan of(
      TableMetadata table, Instant olderThan, int keepLast, Instant now, Instant tokensFrom) {
    return new Planning(table, olderThan, keepLast, now, tokensFrom).plan();
  }

  /** True if something has to be written before these snapshots can go. */
  boolean needsCarrying() {
    return !tokens.isEmpty() || !stateless.isEmpty();
  }

  private static final class Planning {
    private final TableMetadata table;
    private final Instant olderThan;
    private final int keepLast;
    private final Instant now;
    private final Instant tokensFrom;
    private final Set<Long> kept = new HashSet<>();
    // A snapshot that comes after others on a branch belongs to it, also if it expires.
    private final Set<Long> named = new HashSet<>();
    private final Map<String, Map<String, Instant>> tokens = new HashMap<>();
    private final Set<String> stateless = new HashSet<>();

    private Planning(
        TableMetadata table, Instant olderThan, int keepLast, Instant now, Instant tokensFrom) {
      this.table = table;
      this.olderThan = olderThan;
      this.keepLast = keepLast;
      this.now = now;
      this.tokensFrom = tokensFrom;
    }

    private ExpiryPlan plan() {
      Set<String> references = new HashSet<>();
      Map<String, List<Snapshot>> branches = new HashMap<>();
      table
          .refs()
          .forEach((name, reference) -> {
            if (isTooOld(name, reference)) {
              references.add(name);
            } else if (reference.isBranch()) {
              branches.put(name, ancestors(reference));
            } else {
              kept.add(reference.snapshotId());
              named.add(reference.snapshotId());
            }
          });
      branches.forEach((name, ancestors) -> keep(name, table.ref(name), ancestors));
      // Only now is it known what other branches and tags keep.
      branches.forEach(this::findTokens);
      List<Snapshot> gone =
          table.snapshots().stream()
              .filter(snapshot -> !kept.contains(snapshot.snapshotId()))
              .filter(snapshot ->
                  named.contains(snapshot.snapshotId()) || time(snapshot).isBefore(olderThan))
              .toList();
      return new ExpiryPlan(references, gone, tokens, stateless);
    }

    private boolean isTooOld(String name, SnapshotRef reference) {
      Snapshot snapshot = table.snapshot(reference.snapshotId());
      if (snapshot == null) {
        return true;
      }
      long most =
          Optional.ofNullable(reference.maxRefAgeMs())
              .orElseGet(() ->
                  table.propertyAsLong(
                      TableProperties.MAX_REF_AGE_MS, TableProperties.MAX_REF_AGE_MS_DEFAULT));
      return !name.equals(SnapshotRef.MAIN_BRANCH)
          && now.toEpochMilli() - snapshot.timestampMillis() > most;
    }

    private List<Snapshot> ancestors(SnapshotRef branch) {
      List<Snapshot> ancestors = new ArrayList<>();
      SnapshotUtil.ancestorsOf(branch.snapshotId(), table::snapshot).forEach(ancestors::add);
      return ancestors;
    }

    private void keep(String name, SnapshotRef branch, List<Snapshot> ancestors) {
      ancestors.forEach(snapshot -> named.add(snapshot.snapshotId()));
      Instant limit =
          Optional.ofNullable(branch.maxSnapshotAgeMs()).map(now::minusMillis).orElse(olderThan);
      int least = Optional.ofNullable(branch.minSnapshotsToKeep()).orElse(keepLast);
      int count = 0;
      while (count < ancestors.size()
          && (count < least || !time(ancestors.get(count)).isBefore(limit))) {
        kept.add(ancestors.get(count).snapshotId());
        count++;
      }
      boolean complete =
          count == ancestors.size()
              || ancestors.subList(0, count).stream().anyMatch(CommitStamp::repeatsState);
      if (!complete && !CommitStamp.stateOf(ancestors).isEmpty()) {
        stateless.add(name);
      }
    }

    /** Nobody comes to what lies behind the first snapshot that is gone. */
    private void findTokens(String name, List<Snapshot> ancestors) {
      int reached = 0;
      while (reached < ancestors.size() && kept.contains(ancestors.get(reached).snapshotId())) {
        reached++;
      }
      Map<String, Instant> lost = new HashMap<>();
      ancestors
          .subList(reached, ancestors.size())
          .forEach(snapshot -> lost.putAll(CommitStamp.tokensOf(snapshot)));
      ancestors
          .subList(0, reached)
          .forEach(snapshot -> lost.keySet().removeAll(CommitStamp.tokensOf(snapshot).keySet()));
      lost.values().removeIf(committed -> committed.isBefore(tokensFrom));
      if (!lost.isEmpty()) {
        tokens.put(name, lost);
      }
    }

    private static Instant time(Snapshot snapshot) {
      return Instant.ofEpochMilli(snapshot.timestampMillis());
    }
  }
}
