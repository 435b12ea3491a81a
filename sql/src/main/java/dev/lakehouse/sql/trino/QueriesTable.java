package dev.lakehouse.sql.trino;

import static io.trino.spi.type.BigintType.BIGINT;
import static io.trino.spi.type.TimestampWithTimeZoneType.TIMESTAMP_TZ_MILLIS;
import static io.trino.spi.type.VarcharType.VARCHAR;

import dev.lakehouse.sql.QueryList;
import dev.lakehouse.sql.QueryRecord;
import dev.lakehouse.sql.connector.metadata.MetadataTable;
import io.trino.connector.system.QuerySystemTable;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.connector.SystemTable;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.DateTimeEncoding;
import io.trino.spi.type.TimeZoneKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The table {@code system.runtime.queries}, with the columns that it has in Trino. */
final class QueriesTable {
  private static final List<ColumnMetadata> COLUMNS =
      List.of(
          new ColumnMetadata("query_id", VARCHAR),
          new ColumnMetadata("state", VARCHAR),
          new ColumnMetadata("user", VARCHAR),
          new ColumnMetadata("source", VARCHAR),
          new ColumnMetadata("query", VARCHAR),
          new ColumnMetadata("resource_group_id", new ArrayType(VARCHAR)),
          new ColumnMetadata("queued_time_ms", BIGINT),
          new ColumnMetadata("analysis_time_ms", BIGINT),
          new ColumnMetadata("planning_time_ms", BIGINT),
          new ColumnMetadata("created", TIMESTAMP_TZ_MILLIS),
          new ColumnMetadata("started", TIMESTAMP_TZ_MILLIS),
          new ColumnMetadata("last_heartbeat", TIMESTAMP_TZ_MILLIS),
          new ColumnMetadata("end", TIMESTAMP_TZ_MILLIS),
          new ColumnMetadata("error_type", VARCHAR),
          new ColumnMetadata("error_code", VARCHAR));

  private QueriesTable() {}

  static SystemTable of(QueryList queries) {
    return new MetadataTable(
        QuerySystemTable.QUERY_TABLE_NAME,
        COLUMNS,
        (_, rows) -> queries.records().forEach(query -> rows.accept(row(query))));
  }

  private static List<Object> row(QueryRecord query) {
    return Arrays.asList(
        query.id(),
        query.state(),
        query.user(),
        query.source().orElse(null),
        query.sql(),
        List.of("global"),
        query.queued().toMillis(),
        query.analysis().toMillis(),
        query.planning().toMillis(),
        packed(Optional.of(query.created())),
        packed(query.started()),
        packed(query.ended().or(() -> Optional.of(Instant.now()))),
        packed(query.ended()),
        query.error().map(error -> error.type().name()).orElse(null),
        query.error().map(error -> error.name()).orElse(null));
  }

  private static Long packed(Optional<Instant> time) {
    return time.map(instant ->
            DateTimeEncoding.packDateTimeWithZone(instant.toEpochMilli(), TimeZoneKey.UTC_KEY))
        .orElse(null);
  }
}
