package dev.lakehouse.sql.connector;

import static io.trino.plugin.base.session.PropertyMetadataUtil.dataSizeProperty;
import static io.trino.plugin.base.session.PropertyMetadataUtil.durationProperty;
import static io.trino.spi.session.PropertyMetadata.booleanProperty;
import static io.trino.spi.session.PropertyMetadata.doubleProperty;
import static io.trino.spi.session.PropertyMetadata.integerProperty;
import static io.trino.spi.session.PropertyMetadata.stringProperty;

import dev.lakehouse.sql.SqlSession;
import io.airlift.units.DataSize;
import io.airlift.units.Duration;
import io.trino.spi.session.PropertyMetadata;
import java.util.List;

/**
 * The session properties of the catalog: those of Trino's Iceberg connector, so that a client's
 * settings for Trino do not fail here. The retention times have an effect; the others tune Trino's
 * readers and writers, which do not run here.
 */
final class CatalogSessionProperties {
  static final String EXPIRE_SNAPSHOTS_MIN_RETENTION = "expire_snapshots_min_retention";
  static final String REMOVE_ORPHAN_FILES_MIN_RETENTION = "remove_orphan_files_min_retention";

  private static final Duration WEEK = Duration.valueOf("7d");

  private static final List<PropertyMetadata<?>> ALL =
      List.of(
          durationProperty(
              EXPIRE_SNAPSHOTS_MIN_RETENTION,
              "Minimal retention period for expire_snapshot procedure",
              WEEK,
              false),
          durationProperty(
              REMOVE_ORPHAN_FILES_MIN_RETENTION,
              "Minimal retention period for remove_orphan_files procedure",
              WEEK,
              false),
          stringProperty(
              SqlSession.COMMIT_TOKEN,
              "Token of the commit: a statement with one that a commit has already changes nothing",
              null,
              true),
          stringProperty(
              "compression_codec", "Compression codec to use when writing files", "ZSTD", false),
          booleanProperty(
              "use_file_size_from_metadata",
              "Use file size stored in Iceberg metadata",
              true,
              false),
          size("experimental_split_size", "Target split size", "128MB"),
          booleanProperty("parquet_use_bloom_filter", "Use Parquet Bloom filters", true, false),
          booleanProperty(
              "parquet_ignore_statistics",
              "Ignore statistics from Parquet to allow querying files with corrupted or incorrect"
                  + " statistics",
              false,
              false),
          booleanProperty(
              "parquet_vectorized_decoding_enabled",
              "Enable using Java Vector API for faster decoding of parquet files",
              true,
              false),
          integerProperty(
              "parquet_max_read_block_row_count",
              "Parquet: Maximum number of rows read in a batch",
              8192,
              false),
          size("parquet_max_read_block_size", "Parquet: Maximum size of a block to read", "16MB"),
          size(
              "parquet_small_file_threshold",
              "Parquet: Size below which a parquet file will be read entirely",
              "3MB"),
          size("parquet_writer_block_size", "Parquet: Writer block size", "128MB"),
          size("parquet_writer_page_size", "Parquet: Writer page size", "1MB"),
          integerProperty(
              "parquet_writer_page_value_count", "Parquet: Writer page row count", 80000, false),
          integerProperty(
              "parquet_writer_batch_size",
              "Parquet: Maximum number of rows passed to the writer in each batch",
              10000,
              false),
          durationProperty(
              "dynamic_filtering_wait_timeout",
              "Duration to wait for completion of dynamic filters during split generation",
              Duration.valueOf("1s"),
              false),
          booleanProperty("statistics_enabled", "Expose table statistics", true, false),
          booleanProperty(
              "extended_statistics_enabled",
              "Enable collection (ANALYZE) and use of extended statistics.",
              true,
              false),
          booleanProperty(
              "collect_extended_statistics_on_write",
              "Collect extended statistics during writes",
              true,
              false),
          booleanProperty(
              "projection_pushdown_enabled",
              "Read only required fields from a row type",
              true,
              false),
          size(
              "target_max_file_size",
              "Target maximum size of written files; the actual size may be larger",
              "1GB"),
          size(
              "idle_writer_min_file_size",
              "Minimum data written by a single partition writer before it can be consider as"
                  + " 'idle' and could be closed by the engine",
              "16MB"),
          doubleProperty(
              "minimum_assigned_split_weight", "Minimum assigned split weight", 0.05, false),
          booleanProperty(
              "merge_manifests_on_write",
              "Compact manifest files when performing write operations",
              true,
              false),
          booleanProperty(
              "sorted_writing_enabled",
              "Enable sorted writing to tables with a specified sort order",
              true,
              false),
          booleanProperty(
              "incremental_refresh_enabled",
              "Enable Incremental refresh for MVs backed by Iceberg tables, when possible.",
              true,
              false),
          booleanProperty(
              "bucket_execution_enabled",
              "Enable bucket-aware execution: use physical bucketing information to optimize"
                  + " queries",
              true,
              false),
          booleanProperty(
              "file_based_conflict_detection_enabled",
              "Enable file-based conflict detection: take partition information from the actual"
                  + " written files as a source for the conflict detection system",
              true,
              false),
          integerProperty(
              "max_partitions_per_writer", "Maximum number of partitions per writer", 100, false));

  private CatalogSessionProperties() {}

  static List<PropertyMetadata<?>> all() {
    return ALL;
  }

  private static PropertyMetadata<DataSize> size(
      String name, String description, String defaultValue) {
    return dataSizeProperty(name, description, DataSize.valueOf(defaultValue), false);
  }
}
