package dev.lakehouse.maintain.run;

import dev.lakehouse.maintain.policy.MaintenancePolicy;
import dev.lakehouse.maintain.policy.Operation;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.maintain.CompactionRules;
import dev.lakehouse.table.maintain.Extent;
import dev.lakehouse.table.maintain.FileCompaction;
import dev.lakehouse.table.maintain.FileGroup;
import dev.lakehouse.table.maintain.ManifestRewrite;
import dev.lakehouse.table.maintain.OldMetadataFiles;
import dev.lakehouse.table.maintain.OrphanFiles;
import dev.lakehouse.table.maintain.SnapshotExpiry;
import dev.lakehouse.table.store.ObjectInfo;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;

/** The operations on one table, as its policy wants them. */
record Work(Tables tables, TableIdentifier table, MaintenancePolicy policy, InstantSource clock) {
  private static final String NOTHING = "nothing to do";

  /** Does one; its progress is told in words. */
  Outcome run(Operation operation, Consumer<String> progress) {
    return switch (operation) {
      case OPTIMIZE -> optimize(progress);
      case EXPIRE_SNAPSHOTS -> expireSnapshots();
      case REWRITE_MANIFESTS -> rewriteManifests();
      case REMOVE_ORPHAN_FILES -> removeOrphanFiles();
      case REMOVE_OLD_METADATA -> removeOldMetadata();
    };
  }

  /** What one would do. */
  List<PlannedWork> plan(Operation operation) {
    Stream<PlannedWork> plan =
        switch (operation) {
          case OPTIMIZE ->
              new FileCompaction(tables)
                  .plan(table, rules()).stream()
                      .map(group -> planned(operation, what(group), group.data()));
          case EXPIRE_SNAPSHOTS ->
              new SnapshotExpiry(tables, clock)
                  .plan(table, snapshotsFrom(), policy.keepLast()).stream()
                      .map(snapshot -> planned(operation, what(snapshot), Extent.NONE));
          case REWRITE_MANIFESTS ->
              new ManifestRewrite(tables)
                  .plan(table, policy.minManifests()).stream()
                      .map(manifest ->
                          planned(operation, manifest.path(), new Extent(1, manifest.length())));
          case REMOVE_ORPHAN_FILES ->
              planned(operation, new OrphanFiles(tables).find(table, orphansFrom()).orphans());
          case REMOVE_OLD_METADATA ->
              planned(operation, new OldMetadataFiles(tables).find(table).old());
        };
    return plan.toList();
  }

  private PlannedWork planned(Operation operation, String what, Extent extent) {
    return new PlannedWork(table, operation, what, extent);
  }

  private Stream<PlannedWork> planned(Operation operation, List<ObjectInfo> files) {
    return files.stream()
        .map(file -> planned(operation, file.path().toString(), new Extent(1, file.size())));
  }

  private static String what(FileGroup group) {
    String partition = group.partitionText().isEmpty() ? "data files" : group.partitionText();
    return group.deletes() == 0
        ? partition
        : partition + ", with " + count(group.deletes(), "delete file");
  }

  private static String what(Snapshot snapshot) {
    return "snapshot %d of %s"
        .formatted(
            snapshot.snapshotId(),
            Instant.ofEpochMilli(snapshot.timestampMillis()).truncatedTo(ChronoUnit.SECONDS));
  }

  private CompactionRules rules() {
    return new CompactionRules(
        policy.fileSizeThreshold(),
        OptionalLong.of(policy.targetFileSize()),
        policy.minFiles(),
        new CompactionRules.Deletes(policy.deletedPercent() / 100.0, policy.deleteFiles()),
        Expressions.alwaysTrue());
  }

  private Instant snapshotsFrom() {
    return clock.instant().minus(policy.snapshotRetention());
  }

  private Instant orphansFrom() {
    return clock.instant().minus(policy.orphanRetention());
  }

  private Outcome optimize(Consumer<String> progress) {
    Extent before = content();
    FileCompaction.Result result =
        new FileCompaction(tables)
            .compact(
                table,
                rules(),
                (groups, of) ->
                    progress.accept(
                        String.format(Locale.ROOT, "%,d of %,d groups of files", groups, of)));
    return Outcome.done(summary(result), before, content());
  }

  private static String summary(FileCompaction.Result result) {
    StringBuilder summary = new StringBuilder();
    if (result.rewritten() > 0) {
      summary.append(
          String.format(
              Locale.ROOT, "%s became %,d", count(result.rewritten(), "file"), result.written()));
      if (result.commits() > 1) {
        summary.append(String.format(Locale.ROOT, " in %,d commits", result.commits()));
      }
    }
    if (result.overtaken() > 0) {
      summary.append(
          "%s%s left to the next run, as another engine changed them meanwhile"
              .formatted(
                  summary.isEmpty() ? "" : "; ",
                  count(result.overtaken(), "group of files", "groups of files")));
    }
    return summary.isEmpty() ? NOTHING : summary.toString();
  }

  /** The data and delete files of the current snapshot. */
  private Extent content() {
    Snapshot snapshot = tables.load(table).currentSnapshot();
    return snapshot == null
        ? Extent.NONE
        : new Extent(
            total(snapshot, SnapshotSummary.TOTAL_DATA_FILES_PROP)
                + total(snapshot, SnapshotSummary.TOTAL_DELETE_FILES_PROP),
            total(snapshot, SnapshotSummary.TOTAL_FILE_SIZE_PROP));
  }

  private static long total(Snapshot snapshot, String property) {
    return Long.parseLong(snapshot.summary().getOrDefault(property, "0"));
  }

  private Outcome expireSnapshots() {
    SnapshotExpiry.Result result =
        new SnapshotExpiry(tables, clock).expire(table, snapshotsFrom(), policy.keepLast());
    return result.snapshots() == 0
        ? Outcome.nothing(NOTHING)
        : Outcome.done(
            count(result.snapshots(), "snapshot") + " expired", result.before(), result.after());
  }

  private Outcome rewriteManifests() {
    ManifestRewrite.Result result =
        new ManifestRewrite(tables).rewrite(table, policy.minManifests());
    return Outcome.done(
        result.isChange()
            ? String.format(
                Locale.ROOT,
                "%s became %,d",
                count(result.before().files(), "manifest"),
                result.after().files())
            : NOTHING,
        result.before(),
        result.after());
  }

  private Outcome removeOrphanFiles() {
    OrphanFiles.Found found = new OrphanFiles(tables).remove(table, orphansFrom());
    return removed(found.all(), found.orphaned());
  }

  private Outcome removeOldMetadata() {
    OldMetadataFiles.Found found = new OldMetadataFiles(tables).remove(table);
    return removed(found.all(), found.unneeded());
  }

  private static Outcome removed(Extent all, Extent gone) {
    return Outcome.done(
        gone.files() == 0 ? NOTHING : count(gone.files(), "file") + " removed",
        all,
        all.minus(gone));
  }

  private static String count(long count, String noun) {
    return count(count, noun, noun + "s");
  }

  private static String count(long count, String singular, String plural) {
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? singular : plural);
  }
}
