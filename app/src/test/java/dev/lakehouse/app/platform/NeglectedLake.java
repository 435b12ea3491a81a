package dev.lakehouse.app.platform;

import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.maintain.policy.MaintenancePolicies;
import dev.lakehouse.maintain.policy.Operation;
import dev.lakehouse.maintain.policy.PolicySettings;
import dev.lakehouse.maintain.run.MaintenanceListener;
import dev.lakehouse.serve.trino.ProtocolSettings;
import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.catalog.DatabaseSettings;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.maintain.OrphanFiles;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.scan.SnapshotSelector;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.write.RowSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;

/**
 * A lake with a table that needs all of the maintenance: small files in several partitions,
 * deletes, old snapshots, manifests and metadata, orphans; with a branch, a tag, a state and a
 * token that must stay.
 */
final class NeglectedLake {
  static final TableIdentifier TABLE = TableIdentifier.of("lakehouse", "neglected");

  private static final CommitStamp TOKEN = CommitStamp.none().withToken("once");

  private static final Schema SCHEMA =
      new Schema(
          required(1, "id", Types.LongType.get()),
          required(2, "part", Types.IntegerType.get()),
          required(3, "value", Types.StringType.get()));

  private NeglectedLake() {}

  /** A small platform that keeps nothing for the sake of its age. */
  static PlatformSettings settings(Optional<DatabaseSettings> database) {
    PolicySettings policy =
        new PolicySettings(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Duration.ZERO),
            Optional.of(1),
            Optional.of(2),
            Optional.of(Duration.ZERO));
    PlatformSettings small = Lake.settings(database);
    return new PlatformSettings(
        small.engineMemory(),
        small.engineThreads(),
        small.database(),
        small.objectStore(),
        small.cacheBytes(),
        small.warehouse(),
        small.server(),
        ProtocolSettings.DEFAULT,
        new MaintenancePolicies(policy, Map.of()),
        small.history(),
        small.mail(),
        small.trino());
  }

  /** Makes the table, and leaves orphans in its place. */
  static void fill(Lake lake, Platform platform) {
    Tables tables = platform.tables();
    tables.create(
        TABLE,
        new TableDefinition(
            SCHEMA,
            PartitionSpec.builderFor(SCHEMA).identity("part").build(),
            SortOrder.builderFor(SCHEMA).asc("id").build(),
            Map.of(
                "write.metadata.previous-versions-max",
                "4",
                "write.metadata.delete-after-commit.enabled",
                "false",
                "commit.manifest-merge.enabled",
                "false")));
    try (DuckSession session = tables.session()) {
      change(tables, new RowChange.StateOnly(), CommitStamp.none().withState("mark", "7"));
      for (int i = 0; i < 4; i++) {
        change(
            tables,
            new RowChange.Append(rows(session, 10 * i, 10, "first")),
            i == 0 ? TOKEN : CommitStamp.none());
        change(
            tables,
            new RowChange.Append(rows(session, 100 + 10 * i, 10, "second")),
            CommitStamp.none());
      }
      tables.references().createTag(TABLE, "kept", current(tables));
      tables.references().createBranch(TABLE, "audit", current(tables));
      change(
          tables,
          new RowChange.Append(rows(session, 1000, 5, "audit")),
          CommitStamp.none().onBranch("audit"));
      change(
          tables,
          new RowChange.Upsert(List.of("id"), rows(session, 100, 3, "changed")),
          CommitStamp.none());
      change(tables, new RowChange.DeleteWhere(Expressions.equal("id", 105L)), CommitStamp.none());
    }
    ObjectPath location = ObjectPath.parse(tables.load(TABLE).location());
    for (String name : List.of("data/part=0/a.parquet", "data/b.parquet", "metadata/c.avro")) {
      Path file = lake.objects().resolve(location.bucket()).resolve(location.key()).resolve(name);
      try {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "left over");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(9))));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static long current(Tables tables) {
    return tables.load(TABLE).currentSnapshot().snapshotId();
  }

  private static void change(Tables tables, RowChange change, CommitStamp stamp) {
    tables.apply(TABLE, TableChange.of(change).stamped(stamp));
  }

  private static RowSource rows(DuckSession session, int from, int count, String value) {
    return new RowSource(
        session,
        "SELECT %d + range AS id, CAST(range %% 2 AS INTEGER) AS part, '%s' AS value FROM range(%d)"
            .formatted(from, value, count));
  }

  /** The rows of the branches and the tag. */
  static SortedMap<String, List<String>> read(Platform platform) {
    SortedMap<String, List<String>> rows = new TreeMap<>();
    for (String reference : List.of("main", "audit", "kept")) {
      try (DuckSession session = platform.tables().session();
          PlannedScan scan =
              platform
                  .tables()
                  .scan(
                      TABLE,
                      ScanRequest.of(new SnapshotSelector.ByReference(reference)),
                      session)) {
        rows.put(
            reference,
            session.query(
                "SELECT concat_ws('|', id, part, value) FROM (%s) ORDER BY id, value"
                    .formatted(scan.select()),
                row -> row.getString(1)));
      }
    }
    return rows;
  }

  /** Fails unless the table is sound and has these rows, and a run after that finishes the work. */
  static void check(Lake lake, Platform platform, SortedMap<String, List<String>> rows) {
    assertThat(read(platform)).isEqualTo(rows);
    assertThat(LakeState.readableSnapshots(platform)).containsKey(TABLE.toString());

    assertThat(MaintenanceProcess.maintain(platform, MaintenanceListener.none())).isEmpty();

    assertThat(read(platform)).isEqualTo(rows);
    LakeState.readableSnapshots(platform);
    Tables tables = platform.tables();
    assertThat(tables.state(TABLE, "main")).isEqualTo(Map.of("mark", "7"));
    try (DuckSession session = tables.session()) {
      assertThat(
              tables
                  .apply(
                      TABLE,
                      TableChange.of(new RowChange.Append(rows(session, 0, 1, "again")))
                          .stamped(TOKEN))
                  .alreadyApplied())
          .isTrue();
    }
    assertThat(new OrphanFiles(tables).find(TABLE, Instant.now()).orphans())
        .as("files that nobody needs")
        .isEmpty();
    assertThat(platform.maintenance().plan(TABLE, Operation.OPTIMIZE)).isEmpty();
    List<Path> left = new ArrayList<>(Trees.list(lake.home().resolve("objects.staging")));
    assertThat(left.stream().filter(path -> path.toString().endsWith(".parquet"))).isEmpty();
  }
}
