package dev.lakehouse.ingest.contract;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.NearestWord;
import dev.lakehouse.ingest.csv.CsvColumn;
import dev.lakehouse.ingest.csv.CsvFile;
import dev.lakehouse.ingest.csv.CsvQuarantine;
import dev.lakehouse.ingest.csv.CsvRows;
import dev.lakehouse.ingest.load.AuditColumns;
import dev.lakehouse.ingest.source.CsvContractSource;
import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlErrors;
import dev.lakehouse.table.duckdb.SqlText;
import dev.lakehouse.table.store.LocalFiles;
import dev.lakehouse.table.store.ObjectPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The parts of a contract pipeline, each of which can be repeated at any time: what is done is
 * recognised. Thread-safe.
 */
public final class ContractIngest {
  private final Tables tables;
  private final Path workDirectory;
  private final InstantSource clock;

  /**
   * The parts.
   *
   * @param workDirectory where files may be unpacked while they are read
   */
  public ContractIngest(Tables tables, Path workDirectory, InstantSource clock) {
    this.tables = requireNonNull(tables, "tables is null");
    this.workDirectory = requireNonNull(workDirectory, "workDirectory is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** The watermark of a source that has one. */
  public WatermarkState watermark(CsvContractSource source) {
    return new WatermarkState(tables, source);
  }

  /**
   * Reads the whole local file and holds it against the contract.
   *
   * @throws LakehouseException NOT_FOUND if there is no file; INVALID_DATA if a column is missing
   *     or unknown, or a value does not fit and bad rows are not set aside
   */
  public ContractCheck validate(CsvContractSource source) {
    requireFile(source);
    return reading(
        source,
        source.path(),
        (session, rows) -> {
          // Counting each column makes DuckDB convert every value.
          String counts =
              rows.columns().stream()
                  .map(column -> "count(%s)".formatted(quoted(column.name())))
                  .collect(Collectors.joining(", "));
          String required =
              source.columns().columns().stream()
                  .filter(NestedField::isRequired)
                  .map(field -> quoted(field.name()) + " IS NULL")
                  .collect(Collectors.joining(" OR "));
          String absent =
              required.isEmpty() ? "0" : "count(*) FILTER (WHERE %s)".formatted(required);
          List<Long> result =
              one(
                  session,
                  "SELECT count(*), %s, %s FROM (%s)".formatted(absent, counts, rows.select()));
          if (result.get(1) > 0) {
            throw missingValue(source, rows, session);
          }
          return new ContractCheck(
              result.getFirst(),
              rows.columns().size(),
              rows.quarantine().map(CsvQuarantine::rows).orElse(0L));
        });
  }

  /**
   * Copies the local file into the object store.
   *
   * @return where it is now
   * @throws LakehouseException NOT_FOUND if there is no file, INVALID_ARGUMENT if the source does
   *     not say where to
   */
  public ObjectPath upload(CsvContractSource source) {
    requireFile(source);
    ObjectPath target =
        source
            .uploaded()
            .orElseThrow(() ->
                LakehouseException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "the source %s does not say where its file is uploaded to"
                        .formatted(source.name()),
                    "set 'upload_to: s3://bucket/prefix/' in it"));
    tables.store().createBucket(target.bucket());
    tables.store().put(source.path(), target);
    return target;
  }

  /** Makes the namespace of the source's table; false if it is there. */
  public boolean createNamespace(CsvContractSource source) {
    return tables.createNamespace(source.table().namespace());
  }

  /** Makes the source's table; false if it is there. */
  public boolean createTable(CsvContractSource source) {
    return tables.create(source.table(), definition(source));
  }

  /** The table that the contract wants. */
  static TableDefinition definition(CsvContractSource source) {
    return new TableDefinition(
        AuditColumns.addedTo(source.columns()), source.partitions(), source.sortOrder(), Map.of());
  }

  /**
   * Upserts what is new in the file, in one commit that carries the new watermark.
   *
   * @throws LakehouseException NOT_FOUND if the file is not there or was not uploaded; INVALID_DATA
   *     as {@link #validate}, and if a key comes twice where the source forbids it
   */
  public UpsertResult upsert(CsvContractSource source) {
    return upsert(source, CommitStamp.MAIN);
  }

  /**
   * The same on a branch of the table, which begins as the table is: what is new is what is new to
   * the branch, which readers do not see until it is published.
   */
  public UpsertResult upsert(CsvContractSource source, String branch) {
    if (source.uploaded().isEmpty()) {
      requireFile(source);
      return upsert(source, branch, source.path(), source.path().toString());
    }
    ObjectPath object = source.uploaded().get();
    if (tables.store().find(object).isEmpty()) {
      throw LakehouseException.of(
          ErrorCode.NOT_FOUND,
          "the source %s: there is no object %s".formatted(source.name(), object),
          "upload the file first: that is a step of its own (csv.upload)");
    }
    try (LocalFiles files = tables.store().open(List.of(object))) {
      return upsert(source, branch, files.path(object), object.key());
    }
  }

  private UpsertResult upsert(CsvContractSource source, String branch, Path file, String key) {
    return reading(
        source,
        file,
        (session, rows) ->
            new ContractUpsert(tables, source, branch, session, rows, key, clock.instant()).run());
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read(DuckSession session, CsvRows rows);
  }

  private <T> T reading(CsvContractSource source, Path file, Reading<T> reading) {
    String name = source.path().getFileName().toString();
    try (DuckSession session = tables.session();
        CsvFile csv =
            CsvFile.open(session.connection(), file, name, source.options(), workDirectory)) {
      return csv.load(declared(source, csv, name), rows -> reading.read(session, rows));
    } catch (SQLException e) {
      throw SqlErrors.translate("cannot read " + name, e);
    }
  }

  /** The contract's types by the file's names for the columns. */
  private static Map<String, Type> declared(CsvContractSource source, CsvFile csv, String name) {
    List<String> headers = csv.columns().stream().map(CsvColumn::name).toList();
    Map<String, Type> declared = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (NestedField field : source.columns().columns()) {
      Optional<String> header =
          headers.stream().filter(known -> known.equalsIgnoreCase(field.name())).findFirst();
      if (header.isPresent()) {
        declared.put(header.get(), field.type());
      } else {
        String nearest =
            NearestWord.to(field.name(), headers)
                .map(word -> " (is '%s' meant?)".formatted(word))
                .orElse("");
        problems.add("the column '%s' is missing%s".formatted(field.name(), nearest));
      }
    }
    headers.stream()
        .filter(header -> !declared.containsKey(header))
        .forEach(
            header -> problems.add("the column '%s' is not in the contract".formatted(header)));
    if (!problems.isEmpty()) {
      throw LakehouseException.of(
          ErrorCode.INVALID_DATA,
          "%s does not keep the contract of the source %s: %s"
              .formatted(name, source.name(), String.join("; ", problems)),
          "correct the file's header, or 'columns' in the source");
    }
    return declared;
  }

  private static LakehouseException missingValue(
      CsvContractSource source, CsvRows rows, DuckSession session) {
    CsvRows numbered = rows.numbered();
    for (NestedField field : source.columns().columns()) {
      List<Long> line =
          field.isOptional()
              ? List.of()
              : session.query(
                  "SELECT %s FROM (%s) WHERE %s IS NULL ORDER BY 1 LIMIT 1"
                      .formatted(CsvRows.LINE, numbered.select(), quoted(field.name())),
                  row -> row.getLong(1));
      if (!line.isEmpty()) {
        return LakehouseException.of(
            ErrorCode.INVALID_DATA,
            "%s:%d: column %s: there is no value, and the contract requires one"
                .formatted(
                    source.path().getFileName(),
                    line.getFirst(),
                    field.name().toLowerCase(Locale.ROOT)));
      }
    }
    throw new IllegalStateException("no value is missing");
  }

  private static void requireFile(CsvContractSource source) {
    if (!Files.isRegularFile(source.path())) {
      throw LakehouseException.of(
          ErrorCode.NOT_FOUND,
          "the source %s: there is no file %s".formatted(source.name(), source.path()),
          "put the file there, or correct 'path' in the source");
    }
  }

  private static List<Long> one(DuckSession session, String sql) {
    return session
        .query(
            sql,
            row -> {
              List<Long> values = new ArrayList<>();
              for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                values.add(row.getLong(i));
              }
              return values;
            })
        .getFirst();
  }

  private static String quoted(String name) {
    return SqlText.name(name);
  }
}
