package dev.lakehouse.differential;

import dev.lakehouse.differential.Outcome.ResultColumn;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.Identifier;
import io.trino.sql.tree.LongLiteral;
import io.trino.sql.tree.OrderBy;
import io.trino.sql.tree.Query;
import io.trino.sql.tree.QuerySpecification;
import io.trino.sql.tree.SortItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * In which order a statement asks for its rows. Rows with equal keys may come in any order, so only
 * the keys are compared.
 *
 * @param columns the places of the keys in a row
 */
record Ordering(List<Integer> columns) {
  /** Empty if the statement asks for no order, or for one that its rows do not show. */
  static Optional<Ordering> of(String sql, List<ResultColumn> columns) {
    Query query;
    try {
      if (!(new SqlParser().createStatement(sql) instanceof Query parsed)) {
        return Optional.empty();
      }
      query = parsed;
    } catch (ParsingException _) {
      return Optional.empty();
    }
    Optional<OrderBy> order = query.getOrderBy();
    if (order.isEmpty() && query.getQueryBody() instanceof QuerySpecification body) {
      order = body.getOrderBy();
    }
    List<Integer> keys = new ArrayList<>();
    for (SortItem item : order.map(OrderBy::getSortItems).orElse(List.of())) {
      int key = place(item.getSortKey(), columns);
      if (key < 0) {
        break;
      }
      keys.add(key);
    }
    return keys.isEmpty() ? Optional.empty() : Optional.of(new Ordering(keys));
  }

  private static int place(Expression key, List<ResultColumn> columns) {
    return switch (key) {
      case LongLiteral ordinal -> (int) ordinal.getParsedValue() - 1;
      case Identifier name -> {
        List<String> names = columns.stream().map(ResultColumn::name).toList();
        int first = names.indexOf(name.getValue());
        yield first == names.lastIndexOf(name.getValue()) ? first : -1;
      }
      default -> -1;
    };
  }

  /** Only the keys of the rows. */
  List<List<Object>> of(List<List<Object>> rows) {
    return rows.stream().map(row -> columns.stream().<Object>map(row::get).toList()).toList();
  }
}
