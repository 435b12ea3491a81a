package dev.lakehouse.ingest.contract;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.ingest.csv.CsvQuarantine;
import dev.lakehouse.ingest.csv.CsvRows;
import dev.lakehouse.ingest.load.AuditColumns;
import dev.lakehouse.ingest.load.Quarantine;
import dev.lakehouse.ingest.source.CsvContractSource;
import dev.lakehouse.ingest.source.DuplicateRule;
import dev.lakehouse.ingest.source.Watermark;
import dev.lakehouse.table.ChangeResult;
import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import dev.lakehouse.table.write.RowSource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;

/** One upsert of a file's new rows. */
final class ContractUpsert {
  private final Tables tables;
  private final CsvContractSource source;
  private final String branch;
  private final DuckSession session;
  private final CsvRows rows;
  private final String sourceFile;
  private final Instant ingestedAt;

  ContractUpsert(
      Tables tables,
      CsvContractSource source,
      String branch,
      DuckSession session,
      CsvRows rows,
      String sourceFile,
      Instant ingestedAt) {
    this.tables = tables;
    this.source = source;
    this.branch = branch;
    this.session = session;
    this.rows = rows;
    this.sourceFile = sourceFile;
    this.ingestedAt = ingestedAt;
  }

  /** What stands in the file behind the watermark, in numbers. */
  private record News(long rows, long keys, Optional<String> newest) {}

  UpsertResult run() {
    Optional<String> before =
        source.watermark().flatMap(mark -> new WatermarkState(tables, source).get(branch));
    News news = news(before);
    long quarantined = rows.quarantine().map(CsvQuarantine::rows).orElse(0L);
    new Quarantine(tables, source.table(), session, ingestedAt)
        .replace(
            List.of(source.path().getFileName().toString()),
            rows.quarantine().map(CsvQuarantine::select).stream().toList());
    if (news.rows() == 0) {
      return new UpsertResult(0, 0, 0, 0, quarantined, before, OptionalLong.empty());
    }
    boolean repeated = news.keys() < news.rows();
    if (repeated && source.duplicates() == DuplicateRule.FAIL) {
      throw duplicate(before);
    }
    String select = repeated ? deduplicated(before) : newRows(rows, before);
    CommitStamp stamp = CommitStamp.none().onBranch(branch).withNote("source-file", sourceFile);
    Optional<String> after = before;
    if (source.watermark().isPresent()) {
      after = news.newest();
      stamp = stamp.withState(source.watermark().get().variable(), after.orElseThrow());
    }
    TableChange change =
        TableChange.of(new RowChange.Upsert(source.key(), new RowSource(session, select)))
            .creating(ContractIngest.definition(source))
            .stamped(stamp);
    ChangeResult result = tables.apply(source.table(), change);
    return new UpsertResult(
        news.rows(),
        result.rowsAdded() - result.rowsRemoved(),
        result.rowsRemoved(),
        news.rows() - result.rowsAdded(),
        quarantined,
        after,
        result.snapshotId());
  }

  private News news(Optional<String> before) {
    String newest =
        source
            .watermark()
            .map(mark -> "CAST(max(%s) AS VARCHAR)".formatted(SqlText.name(mark.column())))
            .orElse("NULL");
    // The mark never goes back, also not if it is inclusive and the file has been shortened.
    return session
        .query(
            "SELECT count(*), count(DISTINCT (%s)), %s FROM (%s)"
                .formatted(key(), newest, newRows(rows, before)),
            row -> new News(row.getLong(1), row.getLong(2), Optional.ofNullable(row.getString(3))))
        .getFirst();
  }

  private String newRows(CsvRows from, Optional<String> before) {
    String columns =
        source.columns().columns().stream()
            .map(field -> SqlText.name(field.name()))
            .collect(Collectors.joining(", "));
    return "SELECT %s, %s FROM (%s)%s"
        .formatted(
            columns,
            AuditColumns.selectItems(sourceFile, ingestedAt),
            from.select(),
            before.map(this::afterMark).orElse(""));
  }

  private String afterMark(String mark) {
    Watermark watermark = source.watermark().orElseThrow();
    Type type = source.columns().findType(watermark.column());
    return " WHERE %s %s %s"
        .formatted(
            SqlText.name(watermark.column()),
            watermark.inclusive() ? ">=" : ">",
            MarkSql.value(mark, type));
  }

  /** The rows that the source's rule for duplicates leaves. */
  private String deduplicated(Optional<String> before) {
    boolean last = source.duplicates() == DuplicateRule.LAST;
    String order =
        source.watermark().map(mark -> SqlText.name(mark.column()) + " DESC, ").orElse("")
            + CsvRows.LINE
            + (last ? " DESC" : " ASC");
    String numbered =
        newRows(rows.numbered(), before).replaceFirst("^SELECT ", "SELECT " + CsvRows.LINE + ", ");
    return """
    SELECT * EXCLUDE (%s) FROM (%s)
    QUALIFY row_number() OVER (PARTITION BY %s ORDER BY %s) = 1\
    """
        .formatted(CsvRows.LINE, numbered, key(), order);
  }

  private LakehouseException duplicate(Optional<String> before) {
    String where = before.map(this::afterMark).orElse("");
    List<String> first =
        session.query(
            """
            SELECT concat_ws(', ', %1$s) || ' (lines ' || string_agg(%2$s, ', ' ORDER BY %2$s) || ')'
            FROM (%3$s)%4$s GROUP BY %1$s HAVING count(*) > 1 ORDER BY min(%2$s) LIMIT 1\
            """
                .formatted(key(), CsvRows.LINE, rows.numbered().select(), where),
            row -> row.getString(1));
    return LakehouseException.of(
        ErrorCode.INVALID_DATA,
        "%s has a key twice: %s".formatted(source.path().getFileName(), first.getFirst()),
        "correct the file, or set 'duplicates: last' or 'first' in the source " + source.name());
  }

  private String key() {
    return source.key().stream().map(SqlText::name).collect(Collectors.joining(", "));
  }
}
