package dev.lakehouse.maintain.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.SettingsReader;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;

class PolicyReaderTest {
  private static final TableIdentifier SALES = TableIdentifier.of("lakehouse", "sales");

  private static MaintenancePolicies read(String yaml) {
    return new SettingsReader(Map.of())
        .parse(
            "lakehouse.yaml", yaml, root -> PolicyReader.read(root.optionalMapping("maintenance")));
  }

  private static String problem(String yaml) {
    LakehouseException error = catchThrowableOfType(LakehouseException.class, () -> read(yaml));
    assertThat(error).as(yaml).isNotNull();
    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    return error.getMessage();
  }

  @Test
  void everythingHasADefault() {
    assertThat(read("maintenance:").of(SALES, Map.of())).isEqualTo(MaintenancePolicy.DEFAULT);
    assertThat(MaintenancePolicy.DEFAULT.operations()).containsExactly(Operation.values());
    assertThat(MaintenancePolicy.DEFAULT.snapshotRetention()).isEqualTo(Duration.ofDays(7));
    assertThat(MaintenancePolicy.DEFAULT.keepLast()).isEqualTo(1);
  }

  @Test
  void theFileSaysEverything() {
    MaintenancePolicy policy =
        read("""
        maintenance:
          operations: [optimize, expire_snapshots]
          optimize:
            file_size_threshold: 10MB
            target_file_size: 256MB
            min_files: 5
            deleted_percent: 25
            delete_files: 3
          expire_snapshots: {retention: 1d, keep_last: 4}
          rewrite_manifests: {min_manifests: 20}
          remove_orphan_files: {retention: 3d, min_retention: 2d}
        """)
            .of(SALES, Map.of());

    assertThat(policy)
        .isEqualTo(
            new MaintenancePolicy(
                EnumSet.of(Operation.OPTIMIZE, Operation.EXPIRE_SNAPSHOTS),
                10L << 20,
                256L << 20,
                5,
                25,
                3,
                Duration.ofDays(1),
                4,
                20,
                Duration.ofDays(3)));
  }

  @Test
  void whatIsSaidOfTheTableGoesFirstThenItsPropertiesThenWhatIsSaidOfAll() {
    MaintenancePolicies policies =
        read(
            """
            maintenance:
              expire_snapshots: {retention: 1d, keep_last: 4}
              optimize: {target_file_size: 1GB, min_files: 3}
              tables:
                lakehouse.sales:
                  expire_snapshots: {retention: 30d}
                iceberg.lakehouse.orders:
                  operations: []
            """);
    Map<String, String> properties =
        Map.of(
            "history.expire.max-snapshot-age-ms", "3600000",
            "history.expire.min-snapshots-to-keep", "9",
            "write.target-file-size-bytes", "1000000");

    MaintenancePolicy sales = policies.of(SALES, properties);
    assertThat(sales.snapshotRetention()).isEqualTo(Duration.ofDays(30));
    assertThat(sales.keepLast()).isEqualTo(9);
    assertThat(sales.targetFileSize()).isEqualTo(1_000_000);
    assertThat(sales.minFiles()).isEqualTo(3);
    MaintenancePolicy other = policies.of(TableIdentifier.of("lakehouse", "other"), properties);
    assertThat(other.snapshotRetention()).isEqualTo(Duration.ofHours(1));
    MaintenancePolicy plain = policies.of(TableIdentifier.of("lakehouse", "plain"), Map.of());
    assertThat(plain.snapshotRetention()).isEqualTo(Duration.ofDays(1));
    assertThat(plain.keepLast()).isEqualTo(4);
    assertThat(plain.targetFileSize()).isEqualTo(1L << 30);
    assertThat(policies.of(TableIdentifier.of("lakehouse", "orders"), Map.of()).operations())
        .isEqualTo(Set.of());
  }

  @Test
  void mistakesAreNamedWithTheirPlaceAndTheNearestWord() {
    assertThat(problem("maintenance: {optimise: {min_files: 3}}"))
        .isEqualTo("lakehouse.yaml:1:15: unknown setting 'optimise'; did you mean 'optimize'?");
    assertThat(problem("maintenance:\n  expire_snapshots:\n    retenton: 7d"))
        .isEqualTo("lakehouse.yaml:3:5: unknown setting 'retenton'; did you mean 'retention'?");
    assertThat(problem("maintenance: {operations: [optimize, expire_snapshot]}"))
        .startsWith("lakehouse.yaml:1:38: ")
        .contains("expire_snapshots");
    assertThat(problem("maintenance: {expire_snapshots: {retention: 7}}"))
        .startsWith("lakehouse.yaml:1:45: ")
        .contains("a length of time such as 90s");
    assertThat(problem("maintenance: {expire_snapshots: {keep_last: 0}}"))
        .contains("a whole number from 1 to");
    assertThat(problem("maintenance: {optimize: {target_file_size: large}}"))
        .contains("a size such as 512MB or 2GB");
    assertThat(problem("maintenance: {tables: {sales: {operations: [optimize]}}}"))
        .isEqualTo(
            "lakehouse.yaml:1:31: 'sales' is no name of a table; write it as namespace.table, such"
                + " as lakehouse.sales");
    assertThat(problem("maintenance: {tables: {lakehouse.sales: {optimize: {min_file: 2}}}}"))
        .contains("unknown setting 'min_file'; did you mean 'min_files'?");
  }

  @Test
  void aShortRetentionOfOrphansHasToBeMeant() {
    assertThat(problem("maintenance: {remove_orphan_files: {retention: 7m}}"))
        .startsWith(
            "lakehouse.yaml:1:48: 'retention' is shorter than the minimum of 7d: a file that another"
                + " engine is about to commit could be taken for an orphan.")
        .contains("min_retention");
    assertThat(
            problem(
                """
                maintenance:
                  remove_orphan_files: {min_retention: 1h}
                  tables:
                    lakehouse.sales: {remove_orphan_files: {retention: 10m}}
                """))
        .contains("lakehouse.yaml:4:56: ", "the minimum of 3600s");
    assertThat(
            read("maintenance: {remove_orphan_files: {retention: 1h, min_retention: 1h}}")
                .of(SALES, Map.of())
                .orphanRetention())
        .isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aPropertyThatIsNoNumberIsNamed() {
    assertThatThrownBy(() ->
            MaintenancePolicies.DEFAULT.of(
                SALES, Map.of("history.expire.min-snapshots-to-keep", "many")))
        .isInstanceOf(LakehouseException.class)
        .hasMessageContaining("history.expire.min-snapshots-to-keep is no whole number: 'many'");
  }
}
