package dev.lakehouse.ingest.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;

/** A DuckDB as the platform sets it up, and CSV files in a directory. */
final class CsvFixture implements AutoCloseable {
  private final Path directory;
  private final Connection connection;

  CsvFixture(Path directory) throws SQLException {
    this.directory = directory;
    Properties settings = new Properties();
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    settings.setProperty("preserve_insertion_order", "false");
    settings.setProperty("memory_limit", "512MB");
    settings.setProperty("temp_directory", directory.resolve("spill").toString());
    this.connection = DriverManager.getConnection("jdbc:duckdb:", settings);
  }

  Connection connection() {
    return connection;
  }

  Path directory() {
    return directory;
  }

  Path work() {
    return directory.resolve("work");
  }

  Path file(String name, byte[] bytes) {
    try {
      return Files.write(directory.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path file(String text) {
    return file("data.csv", text.getBytes(StandardCharsets.UTF_8));
  }

  CsvFile open(String text) {
    return open(text, CsvOptions.detect());
  }

  CsvFile open(String text, CsvOptions options) {
    return open(file(text), options);
  }

  CsvFile open(Path file, CsvOptions options) {
    return CsvFile.open(connection, file, "data.csv", options, work());
  }

  /** Opens a file as if it were too large to be read as a whole. */
  CsvFile openLarge(Path file, CsvOptions options, int sampleBytes) {
    return CsvFile.open(connection, file, "data.csv", options, work(), sampleBytes);
  }

  /** Rows as text, NULL as null, sorted. */
  List<List<String>> load(CsvFile csv, Map<String, Type> declared) throws SQLException {
    return csv.load(declared, rows -> query(rows.select()));
  }

  List<List<String>> load(String text) throws SQLException {
    try (CsvFile csv = open(text)) {
      return load(csv, Map.of());
    }
  }

  List<List<String>> query(String select) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    String sql = "SELECT COLUMNS(*)::VARCHAR FROM (%s) ORDER BY ALL".formatted(select);
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** The columns as "name TYPE". */
  static List<String> columns(CsvFile csv) {
    return csv.columns().stream()
        .map(column -> column.name() + " " + ConversionSql.typeName(column.type()))
        .toList();
  }

  /** The type of a column with these values, each on its line. */
  String typeOf(String... values) {
    String text = List.of(values).stream().map(v -> "x," + v + "\n").collect(Collectors.joining());
    try (CsvFile csv = open("k,v\n" + text)) {
      return ConversionSql.typeName(csv.columns().get(1).type());
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
