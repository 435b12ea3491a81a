package dev.lakehouse.table.maintain;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Rewrites the manifests of a table's data files into few large ones, each with files of
 * neighbouring partitions, so that planning a scan reads little. Thread-safe.
 */
public final class ManifestRewrite {
  private final Tables tables;

  public ManifestRewrite(Tables tables) {
    this.tables = requireNonNull(tables, "tables is null");
  }

  /**
   * What was rewritten; twice the same if nothing was.
   *
   * @param before the manifests that the current snapshot had
   * @param after those that it has
   */
  public record Result(Extent before, Extent after) {
    private static Result unchanged(Extent extent) {
      return new Result(extent, extent);
    }

    /** True if something was rewritten. */
    public boolean isChange() {
      return !before.equals(after);
    }
  }

  /**
   * The manifests that would be rewritten; none if they are too few.
   *
   * @param least how many small manifests make it worth it; at least 2
   */
  public List<ManifestFile> plan(TableIdentifier identifier, int least) {
    return plan(tables.load(identifier), least);
  }

  private static List<ManifestFile> plan(Table table, int least) {
    long target =
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.MANIFEST_TARGET_SIZE_BYTES,
            TableProperties.MANIFEST_TARGET_SIZE_BYTES_DEFAULT);
    // Two that are half full would become one; one that is too large becomes two.
    List<ManifestFile> wrong =
        manifests(table).stream()
            .filter(manifest -> manifest.content() == ManifestContent.DATA)
            .filter(manifest -> manifest.length() < target / 2 || manifest.length() > 2 * target)
            .toList();
    boolean isEnough =
        wrong.size() >= Math.max(2, least)
            || wrong.stream().anyMatch(manifest -> manifest.length() > 2 * target);
    return isEnough ? wrong : List.of();
  }

  private static List<ManifestFile> manifests(Table table) {
    List<ManifestFile> manifests = new ArrayList<>();
    Snapshot snapshot = table.currentSnapshot();
    if (snapshot != null) {
      Manifests.ofSnapshot(snapshot, table.io(), manifest -> manifests.add(manifest.copy()));
    }
    return manifests;
  }

  private static Extent extent(List<ManifestFile> manifests) {
    return new Extent(manifests.size(), manifests.stream().mapToLong(ManifestFile::length).sum());
  }

  /**
   * Rewrites manifests that are small or too large, in one commit.
   *
   * @param least how many small manifests make it worth it; at least 2
   * @throws LakehouseException CONFLICT if other writers change the table again and again
   */
  public Result rewrite(TableIdentifier identifier, int least) {
    AtomicReference<Result> result = new AtomicReference<>();
    tables
        .definitions()
        .change(
            identifier,
            transaction -> {
              Table table = transaction.table();
              Extent before = extent(manifests(table));
              List<ManifestFile> wrong = plan(table, least);
              if (wrong.isEmpty()) {
                result.set(Result.unchanged(before));
                return;
              }
              ManifestClusters clusters = ManifestClusters.of(table, wrong);
              transaction
                  .rewriteManifests()
                  .rewriteIf(manifest ->
                      wrong.stream().anyMatch(one -> one.path().equals(manifest.path())))
                  .clusterBy(clusters::cluster)
                  .commit();
              result.set(new Result(before, extent(manifests(transaction.table()))));
            });
    return result.get();
  }
}
