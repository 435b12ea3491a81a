package dev.lakehouse.quality.run;

import dev.lakehouse.quality.check.Rule;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Types.NestedField;

/** Rows with values that another row has already. */
final class RepeatedValues {
  private final List<NestedField> columns;
  private final PinnedTable table;

  RepeatedValues(Rule.Uniqueness rule, PinnedTable table) {
    this.columns = rule.columns().stream().map(table::column).toList();
    this.table = table;
  }

  /** True if a scan for other rules can find them too. */
  boolean fitIntoScan() {
    return columns.size() == 1;
  }

  /** How many rows have a value, and how many different values there are. */
  List<String> counts() {
    String column = BrokenRows.column(columns.getFirst());
    return List.of("count(%s)".formatted(column), "count(DISTINCT %s)".formatted(column));
  }

  /** The same as a statement of its own. */
  String statement() {
    return fitIntoScan()
        ? "SELECT %s FROM %s AS t".formatted(String.join(", ", counts()), table.relation())
        : "SELECT coalesce(sum(n), 0), count(*) FROM (SELECT count(*) AS n FROM %s GROUP BY %s)"
            .formatted(rows(), names());
  }

  /** The query that gives the values that are there most often. */
  String values() {
    return "SELECT %2$s FROM %1$s GROUP BY %2$s HAVING count(*) > 1 ORDER BY count(*) DESC, %2$s LIMIT %3$d"
        .formatted(rows(), names(), Finding.MOST_KEYS);
  }

  private String rows() {
    return "%s AS t WHERE %s".formatted(table.relation(), BrokenRows.present(columns));
  }

  private String names() {
    return columns.stream().map(BrokenRows::column).collect(Collectors.joining(", "));
  }
}
