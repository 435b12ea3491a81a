package dev.lakehouse.sql.connector;

import dev.lakehouse.table.scan.SnapshotSelector;
import io.airlift.slice.Slice;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTableVersion;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.DateTimeEncoding;
import io.trino.spi.type.DateType;
import io.trino.spi.type.LongTimestamp;
import io.trino.spi.type.LongTimestampWithTimeZone;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.iceberg.Table;

/** {@code FOR VERSION AS OF} and {@code FOR TIMESTAMP AS OF}: which snapshot is meant. */
final class TableVersions {
  private TableVersions() {}

  static SnapshotSelector selector(
      ConnectorSession session, Table table, ConnectorTableVersion version) {
    Object value = version.getVersion();
    Type type = version.getVersionType();
    return switch (version.getPointerType()) {
      case TARGET_ID -> target(table, type, value);
      case TEMPORAL -> new SnapshotSelector.AsOf(instant(session, type, value));
    };
  }

  private static SnapshotSelector target(Table table, Type type, Object value) {
    if (type instanceof VarcharType) {
      String name = ((Slice) value).toStringUtf8();
      if (!table.refs().containsKey(name)) {
        throw new TrinoException(
            StandardErrorCode.INVALID_ARGUMENTS,
            "Cannot find snapshot with reference name: " + name);
      }
      return new SnapshotSelector.ByReference(name);
    }
    if (type == BigintType.BIGINT) {
      long id = (long) value;
      if (table.snapshot(id) == null) {
        throw new TrinoException(
            StandardErrorCode.INVALID_ARGUMENTS, "Iceberg snapshot ID does not exists: " + id);
      }
      return new SnapshotSelector.ById(id);
    }
    throw unsupported(type);
  }

  private static Instant instant(ConnectorSession session, Type type, Object value) {
    ZoneId zone = session.getTimeZoneKey().getZoneId();
    return switch (type) {
      case DateType _ -> LocalDate.ofEpochDay((long) value).atStartOfDay(zone).toInstant();
      case TimestampType timestamp when timestamp.isShort() ->
          local((long) value).atZone(zone).toInstant();
      case TimestampType _ ->
          local(((LongTimestamp) value).getEpochMicros()).atZone(zone).toInstant();
      case TimestampWithTimeZoneType zoned when zoned.isShort() ->
          Instant.ofEpochMilli(DateTimeEncoding.unpackMillisUtc((long) value));
      case TimestampWithTimeZoneType _ ->
          Instant.ofEpochMilli(((LongTimestampWithTimeZone) value).getEpochMillis());
      default -> throw unsupported(type);
    };
  }

  private static LocalDateTime local(long epochMicros) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(epochMicros, 1_000_000L),
        (int) Math.floorMod(epochMicros, 1_000_000L) * 1000,
        ZoneOffset.UTC);
  }

  private static TrinoException unsupported(Type type) {
    return new TrinoException(
        StandardErrorCode.NOT_SUPPORTED,
        "Unsupported type for table version: " + type.getDisplayName());
  }
}
