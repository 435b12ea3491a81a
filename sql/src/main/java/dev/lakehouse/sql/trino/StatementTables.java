package dev.lakehouse.sql.trino;

import dev.lakehouse.sql.SqlException;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.CreateTable;
import io.trino.sql.tree.CreateTableAsSelect;
import io.trino.sql.tree.CreateView;
import io.trino.sql.tree.Delete;
import io.trino.sql.tree.Insert;
import io.trino.sql.tree.Merge;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.QualifiedName;
import io.trino.sql.tree.Query;
import io.trino.sql.tree.RenameTable;
import io.trino.sql.tree.Statement;
import io.trino.sql.tree.Table;
import io.trino.sql.tree.Update;
import io.trino.sql.tree.With;
import io.trino.sql.tree.WithQuery;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which tables a statement names, as its text tells: nothing is known of the tables. A view counts
 * as a table, and so does what a metadata table ({@code "t$snapshots"}) is about.
 *
 * @param reads {@code schema.table} of the tables whose rows it reads
 * @param writes {@code schema.table} of the tables that it makes or whose rows it changes
 */
public record StatementTables(Set<String> reads, Set<String> writes) {
  public StatementTables {
    reads = Set.copyOf(reads);
    writes = Set.copyOf(writes);
  }

  /**
   * The tables of a statement.
   *
   * @param catalog the catalog whose tables are meant, and that of names without one
   * @param schema the schema of names without one
   * @throws SqlException SYNTAX_ERROR with its place if the text is no statement
   */
  public static StatementTables of(String statement, String catalog, String schema) {
    Walk walk = new Walk(catalog, schema);
    try {
      walk.statement(new SqlParser().createStatement(statement));
    } catch (ParsingException e) {
      throw TrinoErrors.translate(e);
    }
    return new StatementTables(walk.reads, walk.writes);
  }

  private static final class Walk {
    private final String catalog;
    private final String schema;
    private final Set<String> reads = new LinkedHashSet<>();
    private final Set<String> writes = new LinkedHashSet<>();

    private Walk(String catalog, String schema) {
      this.catalog = catalog;
      this.schema = schema;
    }

    private void statement(Statement statement) {
      switch (statement) {
        case Insert insert -> written(insert, insert.getTarget());
        case CreateTableAsSelect made -> written(made, made.getName());
        case CreateTable made -> written(made, made.getName());
        case CreateView made -> written(made, made.getName());
        case RenameTable renamed -> written(renamed, renamed.getTarget());
        case Delete delete -> changed(delete, delete.getTable());
        case Update update -> changed(update, update.getTable());
        case Merge merge -> changed(merge, merge.getTargetTable());
        default -> read(statement, Set.of(), Optional.empty());
      }
    }

    private void written(Node statement, QualifiedName target) {
      name(target).ifPresent(writes::add);
      // The target of an INSERT is a node below it, and is not read.
      Optional<Node> own =
          statement instanceof Insert insert ? Optional.of(insert.getTable()) : Optional.empty();
      read(statement, Set.of(), own);
    }

    private void changed(Node statement, Table target) {
      name(target.getName()).ifPresent(writes::add);
      read(statement, Set.of(), Optional.of(target));
    }

    /**
     * Notes the tables below a node.
     *
     * @param named what WITH gives a name to here
     * @param target what is written, and not read
     */
    @SuppressWarnings("ReferenceEquality") // One node of the tree is meant, not one that is equal.
    private void read(Node node, Set<String> named, Optional<Node> target) {
      if (target.isPresent() && target.get() == node) {
        return;
      }
      Set<String> known = named;
      if (node instanceof Query query && query.getWith().isPresent()) {
        known = with(query.getWith().get(), named, target);
      }
      if (node instanceof Table table && !isOneOf(table.getName(), known)) {
        name(table.getName()).ifPresent(reads::add);
      }
      for (Node child : node.getChildren()) {
        if (!(child instanceof With)) {
          read(child, known, target);
        }
      }
    }

    /** A name of WITH is known to what follows it, and to itself only if it is recursive. */
    private Set<String> with(With with, Set<String> named, Optional<Node> target) {
      Set<String> known = new HashSet<>(named);
      for (WithQuery query : with.getQueries()) {
        String name = query.getName().getValue().toLowerCase(Locale.ENGLISH);
        if (with.isRecursive()) {
          known.add(name);
        }
        read(query.getQuery(), Set.copyOf(known), target);
        known.add(name);
      }
      return known;
    }

    private static boolean isOneOf(QualifiedName name, Set<String> named) {
      return name.getParts().size() == 1 && named.contains(name.getSuffix());
    }

    private Optional<String> name(QualifiedName name) {
      List<String> parts = name.getParts().reversed();
      if (parts.size() > 2 && !parts.get(2).equals(catalog)) {
        return Optional.empty();
      }
      String table = parts.getFirst();
      int metadata = table.indexOf('$');
      return Optional.of(
          "%s.%s"
              .formatted(
                  parts.size() > 1 ? parts.get(1) : schema,
                  metadata > 0 ? table.substring(0, metadata) : table));
    }
  }
}
