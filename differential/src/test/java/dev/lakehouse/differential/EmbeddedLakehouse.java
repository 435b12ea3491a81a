package dev.lakehouse.differential;

import dev.lakehouse.differential.Outcome.Success;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.embedded.EmbeddedEngine;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.TestLakehouse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** The lakehouse whose engine is judged. */
final class EmbeddedLakehouse implements AutoCloseable {
  private static final String NULL_IN_FILE = "\\N";

  private final Path directory;
  private final TestLakehouse lakehouse;
  private final SqlEngine engine;

  EmbeddedLakehouse(TestDatabase.Server database, Path directory) throws SQLException {
    this.directory = directory;
    this.lakehouse = TestLakehouse.local(database, directory);
    lakehouse.tables().createNamespace(Namespace.of("lakehouse"));
    this.engine = EmbeddedEngine.start(lakehouse.tables(), "iceberg");
  }

  SqlEngine engine() {
    return engine;
  }

  /** Makes a table with the columns and rows that the oracle's table has. */
  void copy(StatementRunner oracle, String schema, String table) throws IOException {
    Namespace namespace = Namespace.of(schema);
    lakehouse.tables().createNamespace(namespace);
    List<NestedField> columns = new ArrayList<>();
    for (List<Object> column :
        succeed(oracle, "DESCRIBE iceberg.%s.%s".formatted(schema, table)).rows()) {
      columns.add(
          NestedField.optional(
              columns.size() + 1, column.get(0).toString(), type(column.get(1).toString())));
    }
    TableIdentifier identifier = TableIdentifier.of(namespace, table);
    lakehouse.tables().create(identifier, TableDefinition.of(new Schema(columns)));
    Path file = directory.resolve(table + ".csv");
    write(succeed(oracle, "SELECT * FROM iceberg.%s.%s".formatted(schema, table)), file);
    lakehouse.append(
        identifier,
        "SELECT * FROM read_csv('%s', header = false, all_varchar = true, nullstr = '%s', names = [%s])"
            .formatted(
                file,
                NULL_IN_FILE,
                columns.stream()
                    .map(column -> "'" + column.name() + "'")
                    .collect(Collectors.joining(", "))));
    Files.delete(file);
  }

  /** Runs a statement that must succeed. */
  static Success succeed(StatementRunner runner, String sql) {
    return switch (runner.run(DifferentialSuite.session(), sql)) {
      case Success success -> success;
      case Outcome other -> throw new IllegalStateException(sql + ": " + Comparison.text(other));
    };
  }

  private static void write(Success rows, Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (List<Object> row : rows.rows()) {
        out.write(
            row.stream()
                .map(value ->
                    value == null
                        ? NULL_IN_FILE
                        : '"' + value.toString().replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(",", "", "\n")));
      }
    }
  }

  private static Type type(String trino) {
    if (trino.startsWith("decimal")) {
      String[] parts = trino.replaceAll("[^0-9,]", "").split(",", -1);
      return Types.DecimalType.of(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }
    return switch (trino) {
      case "bigint" -> Types.LongType.get();
      case "integer" -> Types.IntegerType.get();
      case "double" -> Types.DoubleType.get();
      case "date" -> Types.DateType.get();
      case "varchar" -> Types.StringType.get();
      case "time(6)" -> Types.TimeType.get();
      default -> throw new IllegalArgumentException("no column of a benchmark is " + trino);
    };
  }

  @Override
  public void close() throws IOException {
    engine.close();
    lakehouse.close();
  }
}
