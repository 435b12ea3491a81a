package dev.lakehouse.ingest.load;

import static org.apache.iceberg.types.Types.NestedField.optional;

import dev.lakehouse.table.duckdb.SqlText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** The columns that say of every row where it came from and when it was last ingested. */
public final class AuditColumns {
  /** The key of the file in the object store, or its path. */
  public static final String SOURCE_FILE = "_source_file";

  /** When the row was last ingested, in UTC. */
  public static final String INGESTED_AT = "_ingested_at";

  private AuditColumns() {}

  /** A schema with the audit columns behind its own. */
  public static Schema addedTo(Schema schema) {
    List<NestedField> fields = new ArrayList<>(schema.columns());
    int last =
        TypeUtil.indexById(schema.asStruct()).keySet().stream().max(Integer::compare).orElse(0);
    fields.add(optional(last + 1, SOURCE_FILE, Types.StringType.get()));
    fields.add(optional(last + 2, INGESTED_AT, Types.TimestampType.withZone()));
    return new Schema(fields);
  }

  /** The items of a select list that fill them. */
  public static String selectItems(String sourceFile, Instant ingestedAt) {
    return "%s AS %s, TIMESTAMPTZ %s AS %s"
        .formatted(
            SqlText.literal(sourceFile),
            SOURCE_FILE,
            SqlText.literal(ingestedAt.toString()),
            INGESTED_AT);
  }
}
