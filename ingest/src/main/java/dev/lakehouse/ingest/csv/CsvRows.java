package dev.lakehouse.ingest.csv;

import static dev.lakehouse.table.duckdb.SqlText.literal;
import static dev.lakehouse.table.duckdb.SqlText.name;

import dev.lakehouse.base.error.LakehouseException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a CSV file, typed, as SQL for DuckDB. Immutable; the SQL is good until the {@link
 * CsvFile} is closed, on any connection to the same database instance.
 */
public final class CsvRows {
  /** The name of the column with the line; no column of a file has it. */
  public static final String LINE = "__line";

  private final CsvFile file;
  private final RowConversion conversion;
  private final CsvRelation relation;
  private final Optional<CsvQuarantine> quarantine;
  private final boolean numbered;

  CsvRows(
      CsvFile file,
      RowConversion conversion,
      CsvRelation relation,
      Optional<CsvQuarantine> quarantine) {
    this(file, conversion, relation, quarantine, false);
  }

  private CsvRows(
      CsvFile file,
      RowConversion conversion,
      CsvRelation relation,
      Optional<CsvQuarantine> quarantine,
      boolean numbered) {
    this.file = file;
    this.conversion = conversion;
    this.relation = relation;
    this.quarantine = quarantine;
    this.numbered = numbered;
  }

  /**
   * The same rows, the SELECT having their physical line (from 1) as one more column, {@value
   * #LINE}. For this the file is read by our own reader, which is slower than DuckDB's.
   */
  public CsvRows numbered() {
    CsvRelation lines = relation.lineColumn().isPresent() ? relation : file.ownRelation();
    return new CsvRows(file, conversion, lines, quarantine, true);
  }

  /** The columns in the file's order, with the types to which they are converted. */
  public List<CsvColumn> columns() {
    return conversion.columns();
  }

  /**
   * A SELECT of all rows, its columns named and typed as {@link #columns()}, in no particular
   * order. Running it raises if a value does not fit its type, as far as the value is needed: a
   * query around it that drops columns or rows may not look at them. With a quarantine the bad rows
   * are left out instead.
   */
  public String select() {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < conversion.columns().size(); i++) {
      ConversionSql column = conversion.conversions().get(i);
      String value = quarantine.isPresent() ? column.valueOrNull() : column.valueOrError();
      if (i == 0 && relation.comment().isPresent()) {
        value = guardedAgainstComment(value);
      }
      items.add(value + " AS " + name(conversion.columns().get(i).name()));
    }
    if (numbered) {
      items.add(CsvRelation.LINE + " AS " + LINE);
    }
    String where = quarantine.isPresent() ? " WHERE " + conversion.isGood() : "";
    return "SELECT " + String.join(", ", items) + " FROM " + conversion.from(relation) + where;
  }

  /** The rows that were set aside; empty if none had to be. */
  public Optional<CsvQuarantine> quarantine() {
    return quarantine;
  }

  /**
   * What was wrong with the file when {@link #select()} failed: the first misfit with its line,
   * column and value, as an INVALID_DATA. This reads the file once more.
   *
   * @return empty if the failure was not about the file's content, or is none of its rows' fault
   */
  public Optional<LakehouseException> diagnose(SQLException failure) {
    return file.diagnose(failure, conversion);
  }

  private String guardedAgainstComment(String value) {
    String prefix = literal(relation.comment().orElseThrow().toString());
    return "CASE WHEN starts_with(%s, %s) THEN error(%s) ELSE %s END"
        .formatted(CsvRelation.column(0), prefix, literal(ConversionSql.MISFIT), value);
  }
}
