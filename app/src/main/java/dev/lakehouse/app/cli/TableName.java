package dev.lakehouse.app.cli;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.NearestWord;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/** Names of tables as users type them: {@code lakehouse.sales}, with or without the catalog. */
final class TableName {
  private TableName() {}

  /**
   * The table that is meant.
   *
   * @throws LakehouseException INVALID_ARGUMENT if the text is no name of a table
   */
  static TableIdentifier parse(String text) {
    String name =
        text.startsWith(LakehouseCatalog.NAME + ".")
            ? text.substring(LakehouseCatalog.NAME.length() + 1)
            : text;
    String[] parts = name.split("\\.", -1);
    if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "'%s' is no name of a table".formatted(text),
          "write it as namespace.table, such as lakehouse.sales");
    }
    return TableIdentifier.of(parts);
  }

  /** The table with that name; if there is none, the error says which was perhaps meant. */
  static Table load(Tables tables, String text) {
    TableIdentifier identifier = parse(text);
    return tables.find(identifier).orElseThrow(() -> missing(identifier.toString(), tables.list()));
  }

  /** The one of some tables that is meant, with the same error; namespaces may be nested. */
  static TableIdentifier find(List<TableIdentifier> tables, String text) {
    return tables.stream()
        .filter(table ->
            text.equals(table.toString()) || text.equals(LakehouseCatalog.NAME + "." + table))
        .findFirst()
        .orElseThrow(() -> missing(text, tables));
  }

  private static LakehouseException missing(String name, List<TableIdentifier> tables) {
    List<String> known = tables.stream().map(TableIdentifier::toString).toList();
    return LakehouseException.of(
        ErrorCode.NOT_FOUND,
        "there is no table " + name,
        NearestWord.to(name, known)
            .map(nearest -> "did you mean %s?".formatted(nearest))
            .orElse(
                known.isEmpty()
                    ? "there are no tables yet: run a pipeline, or 'ingest' a file"
                    : "the tables are " + String.join(", ", known)));
  }
}
