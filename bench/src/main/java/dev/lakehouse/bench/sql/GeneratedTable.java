package dev.lakehouse.bench.sql;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import dev.lakehouse.table.write.RowSource;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types.NestedField;

/**
 * A table of a generator.
 *
 * @param rows the texts of its values; null is NULL
 */
record GeneratedTable(String name, Schema schema, Iterable<List<String>> rows) {
  private static final String NULL_IN_FILE = "\\N";

  GeneratedTable {
    requireNonNull(name, "name is null");
    requireNonNull(schema, "schema is null");
    requireNonNull(rows, "rows is null");
  }

  /** Makes the table in one commit. */
  void load(TableIdentifier identifier, Tables tables, Path work) {
    Path file = work.resolve(name + ".csv");
    write(file);
    try (DuckSession session = tables.session()) {
      List<String> columns = schema.columns().stream().map(NestedField::name).toList();
      String select =
          "SELECT * FROM read_csv(%s, header = false, all_varchar = true, nullstr = %s, names = %s)"
              .formatted(
                  SqlText.literal(file.toString()),
                  SqlText.literal(NULL_IN_FILE),
                  SqlText.literals(columns));
      tables.apply(
          identifier,
          TableChange.of(new RowChange.Append(new RowSource(session, select)))
              .creating(TableDefinition.of(schema)));
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Path file) {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      StringBuilder line = new StringBuilder();
      for (List<String> row : rows) {
        line.setLength(0);
        for (Iterator<String> values = row.iterator(); values.hasNext(); ) {
          String value = values.next();
          if (value == null) {
            line.append(NULL_IN_FILE);
          } else {
            line.append('"').append(value.replace("\"", "\"\"")).append('"');
          }
          line.append(values.hasNext() ? ',' : '\n');
        }
        out.append(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
