package dev.lakehouse.bench.work;

import dev.lakehouse.bench.lab.SalesData;
import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.ingest.csv.CsvFile;
import dev.lakehouse.ingest.csv.CsvOptions;
import dev.lakehouse.ingest.load.FileLoader;
import dev.lakehouse.ingest.load.FileOutcome;
import dev.lakehouse.ingest.load.InputFile;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.write.RowSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;

/** The ways in which a CSV file of sales gets into a new table. */
public enum CsvLoad {
  /** With the types that are declared for its columns. */
  DECLARED {
    @Override
    public long into(TableIdentifier table, Workbench bench, Path file) {
      try (DuckSession session = bench.tables().session();
          CsvFile csv =
              CsvFile.open(
                  session.connection(), file, file.toString(), CsvOptions.detect(), bench.work())) {
        return csv.load(
            SalesData.types(),
            rows ->
                bench
                    .tables()
                    .apply(
                        table,
                        TableChange.of(new RowChange.Append(new RowSource(session, rows.select())))
                            .creating(TableDefinition.of(SalesData.SCHEMA)))
                    .rowsAdded());
      } catch (SQLException e) {
        throw new IllegalStateException("the load failed", e);
      }
    }
  },

  /** With the types that hold each of its values exactly. */
  INFERRED {
    @Override
    public long into(TableIdentifier table, Workbench bench, Path file) {
      FileOutcome outcome =
          new FileLoader(bench.tables(), bench.work(), InstantSource.system())
              .load(
                  table,
                  List.of(new InputFile(file.toString(), "1", file)),
                  CsvOptions.detect(),
                  false,
                  Map.of())
              .outcomes()
              .getFirst();
      outcome
          .error()
          .ifPresent(error -> {
            throw new IllegalStateException("the load failed: " + error);
          });
      return outcome.rows();
    }
  };

  /** Loads a file into a new table, in one commit; gives the number of rows. */
  public abstract long into(TableIdentifier table, Workbench bench, Path file);
}
