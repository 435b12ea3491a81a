package dev.lakehouse.table.maintain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.StructLikeMap;

/**
 * Which manifest a data file goes to: the partitions of each spec, in their order, are cut into as
 * many runs as there are manifests to be filled.
 */
final class ManifestClusters {
  private static final List<String> COLUMNS = List.of(DataFile.PARTITION_NAME);

  private final Map<Integer, Map<StructLike, Integer>> clusters;

  private ManifestClusters(Map<Integer, Map<StructLike, Integer>> clusters) {
    this.clusters = clusters;
  }

  static ManifestClusters of(Table table, List<ManifestFile> manifests) {
    long target =
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.MANIFEST_TARGET_SIZE_BYTES,
            TableProperties.MANIFEST_TARGET_SIZE_BYTES_DEFAULT);
    Map<Integer, List<ManifestFile>> bySpec = new HashMap<>();
    manifests.forEach(manifest ->
        bySpec.computeIfAbsent(manifest.partitionSpecId(), _ -> new ArrayList<>()).add(manifest));
    Map<Integer, Map<StructLike, Integer>> clusters = new HashMap<>();
    bySpec.forEach((spec, ofSpec) -> {
      long bytes = ofSpec.stream().mapToLong(ManifestFile::length).sum();
      clusters.put(spec, cut(table, table.specs().get(spec), ofSpec, 1 + bytes / target));
    });
    return new ManifestClusters(clusters);
  }

  private static Map<StructLike, Integer> cut(
      Table table, PartitionSpec spec, List<ManifestFile> manifests, long pieces) {
    Map<StructLike, Integer> clusters = StructLikeMap.create(spec.partitionType());
    if (pieces == 1 || spec.isUnpartitioned()) {
      // The writer begins a new manifest when one is full.
      return clusters;
    }
    TreeMap<StructLike, Integer> counts = new TreeMap<>(Comparators.forType(spec.partitionType()));
    for (ManifestFile manifest : manifests) {
      try (ManifestReader<DataFile> files =
          ManifestFiles.read(manifest, table.io(), table.specs()).select(COLUMNS)) {
        files.forEach(
            file -> counts.merge(((PartitionData) file.partition()).copy(), 1, Integer::sum));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    long all = counts.values().stream().mapToLong(Integer::longValue).sum();
    long before = 0;
    for (Map.Entry<StructLike, Integer> partition : counts.entrySet()) {
      clusters.put(partition.getKey(), Math.toIntExact(before * pieces / all));
      before += partition.getValue();
    }
    return clusters;
  }

  /** Files with the same answer, of the same spec, go to the same manifests. */
  Object cluster(DataFile file) {
    return clusters.getOrDefault(file.specId(), Map.of()).getOrDefault(file.partition(), 0);
  }
}
