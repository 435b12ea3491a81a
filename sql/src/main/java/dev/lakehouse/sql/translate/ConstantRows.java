package dev.lakehouse.sql.translate;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.delegate.TrinoExpressions;
import dev.lakehouse.sql.delegate.Zones;
import dev.lakehouse.table.duckdb.SqlText;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.TypeUtils;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.Row;
import io.trino.sql.planner.Symbol;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * VALUES of many constants. DuckDB fetches them from Trino's blocks, which takes a tenth of the
 * time of reading them as SQL.
 */
final class ConstantRows {
  private static final int LEAST_VALUES = 64;

  private final TrinoExpressions.Scope trino;

  ConstantRows(TrinoExpressions.Scope trino) {
    this.trino = requireNonNull(trino, "trino is null");
  }

  /** True for arrays, maps and rows with timestamps whose zones would have to be looked for. */
  private static boolean hidesZones(Symbol symbol) {
    return Zones.isIn(symbol.type()) && !(symbol.type() instanceof TimestampWithTimeZoneType);
  }

  /** The rows as a relation; empty if they are few, or not all of them are constant. */
  Optional<SelectBlock> block(List<Symbol> symbols, List<Expression> rows, String alias) {
    if (symbols.size() * rows.size() < LEAST_VALUES
        || symbols.stream().anyMatch(ConstantRows::hidesZones)) {
      return Optional.empty();
    }
    List<BlockBuilder> values =
        symbols.stream()
            .map(symbol -> symbol.type().createBlockBuilder(null, rows.size()))
            .toList();
    for (Expression row : rows) {
      if (!(row instanceof Row made)) {
        return Optional.empty();
      }
      for (int i = 0; i < symbols.size(); i++) {
        Optional<Constant> constant = trino.constant(made.items().get(i));
        if (constant.isEmpty()) {
          return Optional.empty();
        }
        TypeUtils.writeNativeValue(symbols.get(i).type(), values.get(i), constant.get().value());
      }
    }
    String position = SqlText.name("position");
    Map<Symbol, Definition> columns = new LinkedHashMap<>();
    for (int i = 0; i < symbols.size(); i++) {
      columns.put(
          symbols.get(i),
          Definition.computed(
              trino.column(
                  symbols.get(i).type(),
                  values.get(i).build(),
                  "%s.%s".formatted(alias, position))));
    }
    return Optional.of(
        new SelectBlock("range(%d) AS %s(%s)".formatted(rows.size(), alias, position), columns));
  }
}
