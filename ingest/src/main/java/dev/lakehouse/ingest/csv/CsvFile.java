package dev.lakehouse.ingest.csv;

import static dev.lakehouse.base.error.ErrorCode.INVALID_ARGUMENT;
import static dev.lakehouse.base.error.ErrorCode.INVALID_DATA;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.duckdb.SqlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One CSV file, understood: how it is written, what its columns are, and its rows as SQL.
 *
 * <p>The types are the narrowest that hold every value of the file exactly. A file of up to {@value
 * #WHOLE_BYTES} bytes is read as a whole when it is opened. Of a larger one samples are read, and
 * the types are candidates until {@link #isExact()}; the SELECT then verifies every value, so that
 * a load that succeeds proves the candidates exact. {@link #load} does what is to be done when it
 * fails.
 *
 * <p>The rules for values: an unquoted empty field, or one that is a declared null string, is NULL.
 * A quoted empty field is an empty string in a text column and NULL in any other.
 *
 * <p>Not safe for use by several threads. The file must not change while it is open.
 */
public final class CsvFile implements AutoCloseable {
  /** A file of so many bytes (decompressed) is read as a whole when it is opened. */
  static final int WHOLE_BYTES = 16 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(CsvFile.class);
  private static final int SAMPLE_BYTES = 1 << 20;

  /** A compressed file of so many bytes is read as it is. */
  private static final int COMPRESSED_BYTES = 1 << 20;

  private final Connection connection;
  private final Path file;
  private final String displayName;
  private final CsvOptions options;
  private final WorkFiles work;
  private CsvLayout layout;
  private ColumnAnalysis analysis;
  private List<InferredType> types;

  private CsvFile(
      Connection connection,
      Path file,
      String displayName,
      CsvOptions options,
      Path workDirectory,
      int wholeBytes)
      throws IOException {
    this.connection = connection;
    this.file = file;
    this.displayName = displayName;
    this.options = options;
    this.work = new WorkFiles(workDirectory);
    options.dateFormat().ifPresent(this::checkFormat);
    options.timestampFormat().ifPresent(this::checkFormat);
    try {
      CsvSource source = CsvSource.open(file, displayName, options.encoding(), work);
      layout = CsvLayout.of(source, options, displayName);
      boolean small =
          source.compression() != CsvCompression.NONE || Files.size(source.path()) <= wholeBytes;
      analyse(small ? wholeBytes : Math.min(SAMPLE_BYTES, wholeBytes));
      boolean open = types.stream().anyMatch(InferredType::open);
      if (!analysis.complete() && (open || isDoubtful())) {
        inferWholeFile();
      }
    } catch (IOException | RuntimeException e) {
      work.close();
      throw e;
    }
  }

  /**
   * Opens a file.
   *
   * @param connection to the DuckDB instance that will run the SQL; it is not closed
   * @param file a local file
   * @param displayName what the file is called in messages, such as its key in an object store
   * @param options what is declared; the rest is detected
   * @param workDirectory where copies may be written; they are deleted on close
   * @throws LakehouseException INVALID_DATA if this cannot be a CSV file, UNAVAILABLE if it cannot
   *     be read
   */
  public static CsvFile open(
      Connection connection,
      Path file,
      String displayName,
      CsvOptions options,
      Path workDirectory) {
    return open(connection, file, displayName, options, workDirectory, WHOLE_BYTES);
  }

  /** As the public one, with another limit below which the file is read as a whole. */
  static CsvFile open(
      Connection connection,
      Path file,
      String displayName,
      CsvOptions options,
      Path workDirectory,
      int wholeBytes) {
    requireNonNull(connection, "connection is null");
    try {
      return new CsvFile(
          connection,
          requireNonNull(file, "file is null"),
          requireNonNull(displayName, "displayName is null"),
          requireNonNull(options, "options is null"),
          requireNonNull(workDirectory, "workDirectory is null"),
          wholeBytes);
    } catch (IOException e) {
      throw CsvFailure.unreadable(displayName, e);
    }
  }

  /** How the file is written. */
  public CsvDialect dialect() {
    return layout.dialect().withLineEnding(analysis.facts().lineEnding());
  }

  /** The columns in the file's order; none if the file is empty. */
  public List<CsvColumn> columns() {
    List<CsvColumn> columns = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      boolean nullable =
          !analysis.complete()
              || analysis.columns().get(i).hasNulls()
              || (analysis.columns().get(i).hasEmpties() && !isText(types.get(i).type()));
      columns.add(
          new CsvColumn(
              layout.headers().get(i),
              layout.names().get(i),
              types.get(i).type(),
              nullable,
              types.get(i).reason()));
    }
    return List.copyOf(columns);
  }

  /** True if the types of {@link #columns()} are those of the whole file. */
  public boolean isExact() {
    return analysis.complete();
  }

  /** What was detected and why, a line each, for people. */
  public List<String> findings() {
    List<String> findings = new ArrayList<>(layout.findings());
    findings.add(
        analysis.complete()
            ? "rows         %d, all of them read".formatted(analysis.rows())
            : "rows         %d read as a sample".formatted(analysis.rows()));
    List<CsvColumn> columns = columns();
    int nameWidth = columns.stream().mapToInt(column -> column.name().length()).max().orElse(0);
    int typeWidth =
        columns.stream()
            .mapToInt(column -> ConversionSql.typeName(column.type()).length())
            .max()
            .orElse(0);
    for (CsvColumn column : columns) {
      findings.add(
          "column       %s  %s  %s"
              .formatted(
                  padded(column.name(), nameWidth),
                  padded(ConversionSql.typeName(column.type()), typeWidth),
                  column.reason()));
    }
    analysis
        .firstDefect()
        .ifPresent(defect -> findings.add("bad row      " + defect.message(displayName)));
    return List.copyOf(findings);
  }

  /** Reads the whole file, once, so that the types are exact. */
  public void inferWholeFile() {
    try {
      if (analysis.complete()) {
        return;
      }
      analyse(Long.MAX_VALUE);
      if (analysis.malformed() && options.encoding().isEmpty()) {
        CsvSource source = CsvSource.detectWhole(file, displayName, work);
        if (source.encoding() != layout.source().encoding()) {
          layout = CsvLayout.of(source, options, displayName);
          analyse(Long.MAX_VALUE);
        }
      }
    } catch (IOException e) {
      throw CsvFailure.unreadable(displayName, e);
    }
  }

  /**
   * The rows as the types of {@link #columns()}, or as those declared.
   *
   * @param declared types by column name, for some or all columns; letter case does not matter
   * @throws LakehouseException INVALID_ARGUMENT for a column that is not there or a type that text
   *     cannot be, INVALID_DATA for a file without columns or one that is known to have a bad row
   */
  public CsvRows rows(Map<String, Type> declared) {
    RowConversion conversion = conversion(declared);
    if (analysis.firstDefect().isPresent()) {
      throw layout.error(analysis.firstDefect().get());
    }
    return ReaderChoice.isOurs(layout, analysis) ? ownRows(conversion) : duckDbRows(conversion);
  }

  /**
   * Runs a load of all rows, and again if need be: with the types of the whole file where a sample
   * had misled, with our own reader where DuckDB's refuses the file, and without the bad rows where
   * they are to be quarantined.
   *
   * @param declared as for {@link #rows}
   * @throws LakehouseException INVALID_DATA with file, line, column and value if a row does not fit
   * @throws SQLException what the load threw, if the file is not the reason
   */
  public <R> R load(Map<String, Type> declared, CsvLoad<R> load) throws SQLException {
    long limit = options.badRows().limit();
    boolean quarantine = options.badRows().quarantine();
    if (quarantine
        && (analysis.firstDefect().isPresent() || ReaderChoice.isOurs(layout, analysis))) {
      return load.run(split(declared, limit));
    }
    CsvRows rows = rows(declared);
    try {
      return load.run(rows);
    } catch (SQLException | RuntimeException e) {
      SQLException failure = CsvFailure.behind(e).filter(CsvFailure::isAboutContent).orElse(null);
      if (failure == null) {
        throw e;
      }
      boolean guessed =
          declared.size() < layout.names().size() || CsvFailure.isAboutEncoding(failure);
      if (guessed && !analysis.complete()) {
        LOG.info("{}: the samples misled, now the whole file is read for its types", displayName);
        inferWholeFile();
        return load(declared, load);
      }
      if (quarantine) {
        return load.run(split(declared, limit));
      }
      Optional<LakehouseException> diagnosis = rows.diagnose(failure);
      if (diagnosis.isPresent()) {
        throw diagnosis.get();
      }
      LOG.info("{}: DuckDB's reader refuses the file, ours reads it", displayName, failure);
      return load.run(ownRows(conversion(declared)));
    }
  }

  /**
   * The good rows, and the bad ones set aside in a quarantine.
   *
   * @param declared as for {@link #rows}
   * @param limit how many rows may be bad
   * @throws LakehouseException INVALID_DATA if more rows are bad, or if the file breaks off so that
   *     what follows cannot be read
   */
  public CsvRows split(Map<String, Type> declared, long limit) {
    if (declared.size() < layout.names().size()) {
      inferWholeFile();
    }
    RowConversion conversion = conversion(declared);
    try (Connection own = ownConnection()) {
      RowSplit split =
          RowSplit.of(layout, work, conversion, new StagedQueries(own, conversion), limit);
      return new CsvRows(this, conversion, split.good(), Optional.of(split.quarantine()));
    } catch (IOException e) {
      throw CsvFailure.unreadable(displayName, e);
    } catch (SQLException e) {
      throw CsvFailure.queryFailed(displayName, e);
    }
  }

  /** Deletes the work files: SQL that was handed out is void. */
  @Override
  public void close() {
    try {
      work.close();
    } catch (IOException e) {
      throw CsvFailure.unreadable(displayName, e);
    }
  }

  Optional<LakehouseException> diagnose(SQLException failure, RowConversion conversion) {
    if (!CsvFailure.isAboutContent(failure)) {
      return Optional.empty();
    }
    try (Connection own = ownConnection()) {
      return FirstDefect.of(layout, work, new StagedQueries(own, conversion))
          .map(defect -> layout.error(defect).causedBy(failure));
    } catch (IOException e) {
      throw CsvFailure.unreadable(displayName, e);
    } catch (SQLException e) {
      throw CsvFailure.queryFailed(displayName, e);
    }
  }

  private RowConversion conversion(Map<String, Type> declared) {
    if (layout.names().isEmpty()) {
      throw LakehouseException.of(
          INVALID_DATA, displayName + ": the file is empty: it has no header and no rows");
    }
    return RowConversion.of(columns(), types, declared, options, displayName);
  }

  /** The rows as our own reader sees them, whatever the file is like. */
  private CsvRows ownRows(RowConversion conversion) {
    return new CsvRows(this, conversion, ownRelation(), Optional.empty());
  }

  /** The fields as our own reader sees them, each record with its line. */
  CsvRelation ownRelation() {
    try {
      StagedCsv staged = StagedCsv.whole(layout, work);
      if (staged.firstDefect().isPresent()) {
        throw layout.error(staged.firstDefect().get());
      }
      return staged.relation();
    } catch (IOException e) {
      throw CsvFailure.unreadable(displayName, e);
    }
  }

  private CsvRows duckDbRows(RowConversion conversion) {
    try {
      CsvSource source = layout.source();
      if (source.compression() != CsvCompression.NONE
          && Files.size(source.path()) > COMPRESSED_BYTES) {
        layout = layout.withSource(source.decompressed(work));
      }
      CsvRelation relation = CsvRelation.of(layout, work);
      return new CsvRows(
          this,
          conversion,
          analysis.complete() ? relation.withoutComments() : relation,
          Optional.empty());
    } catch (IOException e) {
      throw CsvFailure.unreadable(displayName, e);
    }
  }

  private void analyse(long maxBytes) throws IOException {
    try (CsvRecords records = layout.records()) {
      analysis = ColumnAnalysis.of(records, layout.names().size(), maxBytes);
    } catch (CsvFormatException e) {
      throw layout.error(new RowDefect(e.line(), Optional.empty(), e.getMessage()));
    }
    types = analysis.columns().stream().map(this::inferredType).toList();
  }

  /** True if samples from the middle and the end of the file would lead to other types. */
  private boolean isDoubtful() throws IOException {
    if (layout.source().compression() != CsvCompression.NONE) {
      return false;
    }
    try (CsvRecords records = layout.samples()) {
      ColumnAnalysis samples = ColumnAnalysis.of(records, layout.names().size(), Long.MAX_VALUE);
      for (int i = 0; i < types.size(); i++) {
        InferredType wider = inferredType(samples.columns().get(i));
        if (!wider.type().equals(types.get(i).type())) {
          return true;
        }
      }
      return false;
    }
  }

  private InferredType inferredType(ColumnEvidence evidence) {
    return InferredType.of(evidence, options.dateFormat());
  }

  private void checkFormat(String format) {
    try (Connection own = ownConnection();
        Statement statement = own.createStatement()) {
      statement.execute("SELECT try_strptime('', " + SqlText.literal(format) + ")");
    } catch (SQLException e) {
      throw LakehouseException.of(
              INVALID_ARGUMENT,
              "CSV options: '%s' is no strptime format".formatted(format),
              "Use the letters of DuckDB's strptime, such as %d.%m.%Y %H:%M:%S.")
          .causedBy(e);
    }
  }

  private Connection ownConnection() throws SQLException {
    // The caller's may be in a transaction that the failure has broken.
    return connection.unwrap(DuckDBConnection.class).duplicate();
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static boolean isText(Type type) {
    return type.typeId() == Type.TypeID.STRING;
  }
}
