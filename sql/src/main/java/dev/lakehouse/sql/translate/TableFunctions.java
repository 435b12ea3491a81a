package dev.lakehouse.sql.translate;

import dev.lakehouse.sql.type.Unsupported;
import io.trino.operator.table.ExcludeColumnsFunction;
import io.trino.operator.table.SequenceFunction;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.TableFunctionNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trino's own table functions. */
final class TableFunctions {
  private TableFunctions() {}

  static SelectBlock block(TableFunctionNode node, Blocks blocks) {
    return switch (node.getHandle().functionHandle()) {
      case SequenceFunction.SequenceFunctionHandle sequence ->
          sequence(sequence, node.getProperOutputs().getFirst(), blocks.alias());
      case ExcludeColumnsFunction.ExcludeColumnsFunctionHandle _ -> excludeColumns(node, blocks);
      default -> throw new Unsupported("the table function " + node.getName());
    };
  }

  /** The columns that are left are those that the function requires of its input. */
  private static SelectBlock excludeColumns(TableFunctionNode node, Blocks blocks) {
    SelectBlock block = blocks.print(node.getSources().getFirst());
    List<Symbol> inputs = node.getTableArgumentProperties().getFirst().requiredColumns();
    Map<Symbol, Definition> columns = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      columns.put(node.getProperOutputs().get(i), blocks.resolve(block, inputs.get(i)));
    }
    block.setColumns(columns);
    return block;
  }

  private static SelectBlock sequence(
      SequenceFunction.SequenceFunctionHandle sequence, Symbol symbol, String alias) {
    return new SelectBlock(
        "(SELECT unnest(generate_series(CAST(%d AS BIGINT), CAST(%d AS BIGINT), CAST(%d AS BIGINT)))) AS %s(%s)"
            .formatted(
                sequence.start(),
                sequence.stop(),
                sequence.step(),
                alias,
                SelectBlock.name(symbol)),
        Map.of(symbol, Definition.column(alias + "." + SelectBlock.name(symbol))));
  }
}
