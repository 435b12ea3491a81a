package dev.lakehouse.sql.translate;

import dev.lakehouse.sql.delegate.Value;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.UnnestNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The rows of arrays and maps side by side; the shorter ones are filled up with NULL.
 *
 * @param relation a derived table
 * @param columns what it gives
 */
record Unnesting(String relation, Map<Symbol, Definition> columns) {
  static Unnesting of(UnnestNode node, Function<Symbol, Value> inputs, String alias) {
    List<String> items = new ArrayList<>();
    List<String> lengths = new ArrayList<>();
    Map<Symbol, Definition> columns = new LinkedHashMap<>();
    for (UnnestNode.Mapping mapping : node.getMappings()) {
      String name = "\"item%d\"".formatted(items.size());
      String column = alias + "." + name;
      Value value = inputs.apply(mapping.getInput());
      String input = value.sql();
      List<Symbol> outputs = mapping.getOutputs();
      boolean isMap = mapping.getInput().type() instanceof MapType;
      String list = isMap ? "map_entries(%s)".formatted(input) : input;
      items.add("unnest(%s) AS %s".formatted(list, name));
      lengths.add("coalesce(len(%s), 0)".formatted(list));
      boolean fields =
          isMap
              || (mapping.getInput().type() instanceof ArrayType array
                  && array.getElementType() instanceof RowType);
      for (int i = 0; i < outputs.size(); i++) {
        columns.put(
            outputs.get(i),
            fields
                ? Definition.computed(
                    new Value("struct_extract_at(%s, %d)".formatted(column, i + 1), value.zone()))
                : Definition.column(column, value.zone()));
      }
    }
    node.getOrdinalitySymbol()
        .ifPresent(symbol -> {
          items.add(
              "unnest(range(1, 1 + greatest(%s))) AS \"position\""
                  .formatted(String.join(", ", lengths)));
          columns.put(symbol, Definition.column(alias + ".\"position\""));
        });
    return new Unnesting("(SELECT %s) AS %s".formatted(String.join(", ", items), alias), columns);
  }
}
