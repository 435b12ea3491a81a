package dev.lakehouse.table.maintain;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileIO;

/**
 * A table's metadata without what expires: snapshots, references, and the partition specs that no
 * other snapshot has. Schemas stay, also those that only expired snapshots had: files were written
 * with them, and a deleted column can be what another engine's deletes compare.
 */
record ExpiryCommit(TableMetadata base, ExpiryPlan plan, FileIO io) {
  TableMetadata metadata() {
    TableMetadata.Builder builder = TableMetadata.buildFrom(base);
    plan.references().forEach(builder::removeRef);
    builder.removeSnapshots(plan.snapshots());
    List<Snapshot> kept =
        base.snapshots().stream().filter(snapshot -> !plan.snapshots().contains(snapshot)).toList();
    Set<Integer> specs = unusedSpecs(kept);
    if (!specs.isEmpty()) {
      new MetadataUpdate.RemovePartitionSpecs(specs).applyTo(builder);
    }
    return builder.build();
  }

  private Set<Integer> unusedSpecs(List<Snapshot> kept) {
    if (base.specs().size() == 1) {
      return Set.of();
    }
    Set<Integer> used = ConcurrentHashMap.newKeySet();
    used.add(base.defaultSpecId());
    SideBySide.forEach(
        kept,
        snapshot ->
            Manifests.ofSnapshot(snapshot, io, manifest -> used.add(manifest.partitionSpecId())));
    return base.specs().stream()
        .map(PartitionSpec::specId)
        .filter(id -> !used.contains(id))
        .collect(Collectors.toSet());
  }
}
