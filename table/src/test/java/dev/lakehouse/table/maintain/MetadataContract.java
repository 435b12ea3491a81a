package dev.lakehouse.table.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.table.LakehouseContract;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.store.ObjectInfo;
import dev.lakehouse.table.store.ObjectPath;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;

/** Manifests are rewritten, old metadata files go. */
public abstract class MetadataContract extends LakehouseContract {
  private void create(Map<String, String> properties) {
    tables.create(
        orders,
        new TableDefinition(
            ORDERS,
            PartitionSpec.builderFor(ORDERS).truncate("id", 10).build(),
            SortOrder.unsorted(),
            properties));
  }

  private List<ManifestFile> manifests() {
    Table table = tables.load(orders);
    return table.currentSnapshot().dataManifests(table.io());
  }

  private void append(int begin, int commits) {
    for (int i = begin; i < begin + commits; i++) {
      // Each commit has two distant partitions, so that every manifest spans them all.
      lakehouse.append(
          orders, values("(%d, 'IT', 1), (%d, 'IT', 1)".formatted(10 * i, 10 * (i + 500))));
    }
  }

  @Test
  void manySmallManifestsBecomeOne() {
    create(Map.of());
    append(0, 5);
    List<String> rows = lakehouse.read(orders);
    ManifestRewrite rewrite = new ManifestRewrite(tables);
    assertThat(rewrite.plan(orders, 6)).isEmpty();
    assertThat(rewrite.rewrite(orders, 6).isChange()).isFalse();
    assertThat(rewrite.plan(orders, 5)).hasSize(5);

    ManifestRewrite.Result result = rewrite.rewrite(orders, 5);

    assertThat(result.before().files()).isEqualTo(5);
    assertThat(result.after().files()).isEqualTo(1);
    assertThat(result.after().bytes()).isEqualTo(manifests().getFirst().length());
    assertThat(lakehouse.read(orders)).isEqualTo(rows);
    long snapshots = snapshots();
    assertThat(rewrite.rewrite(orders, 2).isChange()).isFalse();
    assertThat(snapshots()).isEqualTo(snapshots);
  }

  @Test
  void aTableWithoutRowsIsLeftAlone() {
    create(Map.of());
    assertThat(new ManifestRewrite(tables).rewrite(orders, 2).isChange()).isFalse();
  }

  @Test
  void aManifestHasNeighbouringPartitions() throws Exception {
    create(
        Map.of(
            "commit.manifest.target-size-bytes",
            "40000",
            "commit.manifest-merge.enabled",
            "false"));
    append(0, 40);
    List<String> rows = lakehouse.read(orders);
    assertThat(manifests()).hasSize(40);

    new ManifestRewrite(tables).rewrite(orders, 2);

    List<ManifestFile> manifests = manifests();
    assertThat(manifests).hasSizeBetween(3, 10);
    Table table = tables.load(orders);
    Set<Long> seen = new TreeSet<>();
    for (ManifestFile manifest : manifests) {
      TreeSet<Long> partitions = new TreeSet<>();
      try (ManifestReader<DataFile> files =
          ManifestFiles.read(manifest, table.io(), table.specs())) {
        files.forEach(file -> partitions.add(file.partition().get(0, Long.class)));
      }
      assertThat(seen)
          .as("partitions of other manifests between the first and the last of this one")
          .noneMatch(other -> other > partitions.first() && other < partitions.last());
      seen.addAll(partitions);
    }
    assertThat(seen).hasSize(80);
    assertThat(lakehouse.read(orders)).isEqualTo(rows);
  }

  @Test
  void manifestsOfDeletesAndOfOtherSpecsStaySound() {
    create(Map.of());
    append(0, 3);
    apply(new RowChange.Upsert(List.of("id"), lakehouse.rows(values("(0, 'DE', 1)"))));
    tables.definitions().change(orders, change -> change.updateSpec().addField("country").commit());
    append(10, 3);
    apply(new RowChange.DeleteWhere(Expressions.equal("id", 10L)));
    List<String> rows = lakehouse.read(orders);

    assertThat(new ManifestRewrite(tables).rewrite(orders, 2).isChange()).isTrue();

    assertThat(lakehouse.read(orders)).isEqualTo(rows);
    assertThat(manifests()).as("one of each spec").hasSize(2);
  }

  private List<ObjectPath> metadataFiles() {
    return lakehouse
        .store()
        .list(ObjectPath.parse(tables.load(orders).location()).resolve("metadata/"))
        .stream()
        .map(ObjectInfo::path)
        .filter(path -> path.name().endsWith(".metadata.json"))
        .toList();
  }

  @Test
  void metadataFilesThatTheLogHasForgottenGo() {
    create(
        Map.of(
            "write.metadata.delete-after-commit.enabled",
            "false",
            "write.metadata.previous-versions-max",
            "2"));
    append(0, 5);
    assertThat(metadataFiles()).hasSize(6);
    OldMetadataFiles old = new OldMetadataFiles(tables);

    OldMetadataFiles.Found found = old.find(orders);
    assertThat(found.all().files()).isEqualTo(6);
    assertThat(found.unneeded().files()).isEqualTo(3);
    assertThat(metadataFiles()).hasSize(6);
    assertThat(old.remove(orders).old()).hasSize(3);

    assertThat(metadataFiles()).as("the current one and the two in its log").hasSize(3);
    append(5, 1);
    assertThat(lakehouse.read(orders)).hasSize(12);
  }

  @Test
  void commitsThemselvesDeleteOldMetadata() {
    create(Map.of("write.metadata.previous-versions-max", "2"));
    append(0, 5);

    assertThat(metadataFiles()).hasSize(3);
    assertThat(new OldMetadataFiles(tables).remove(orders).old()).isEmpty();
  }

  @Test
  void metadataThatANeighbourNeedsStays() {
    create(
        Map.of(
            "write.metadata.delete-after-commit.enabled",
            "false",
            "write.metadata.previous-versions-max",
            "1"));
    append(0, 1);
    TableIdentifier twin = TableIdentifier.of("shop", orders.name() + "_twin");
    tables
        .catalog()
        .registerTable(
            twin,
            ((HasTableOperations) tables.load(orders))
                .operations()
                .current()
                .metadataFileLocation());
    append(1, 4);

    new OldMetadataFiles(tables).remove(orders);

    assertThat(lakehouse.read(twin)).hasSize(2);
    assertThat(lakehouse.read(orders)).hasSize(10);
  }
}
