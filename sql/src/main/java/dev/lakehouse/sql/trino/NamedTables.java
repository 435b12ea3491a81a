package dev.lakehouse.sql.trino;

import static java.util.stream.Collectors.toSet;

import io.trino.Session;
import io.trino.spi.connector.SchemaTableName;
import io.trino.sql.tree.Statement;
import io.trino.sql.tree.Table;
import io.trino.sql.util.AstUtils;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which tables a statement names, before anything is known of them. */
final class NamedTables {
  private NamedTables() {}

  /** The names that may be tables of a catalog; that of a WITH is one of them. */
  static Set<SchemaTableName> in(Statement statement, Session session, String catalog) {
    return AstUtils.preOrder(statement)
        .filter(Table.class::isInstance)
        .map(table -> name((Table) table, session, catalog))
        .flatMap(Optional::stream)
        .collect(toSet());
  }

  private static Optional<SchemaTableName> name(Table table, Session session, String catalog) {
    List<String> parts = table.getName().getParts().reversed();
    Optional<String> schema = parts.size() > 1 ? Optional.of(parts.get(1)) : session.getSchema();
    Optional<String> owner = parts.size() > 2 ? Optional.of(parts.get(2)) : session.getCatalog();
    return schema
        .filter(_ -> owner.equals(Optional.of(catalog)))
        .map(name -> new SchemaTableName(name, parts.getFirst()));
  }
}
