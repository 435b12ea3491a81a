package dev.lakehouse.sql.translate;

import dev.lakehouse.sql.type.Unsupported;
import io.trino.operator.table.SequenceFunction;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.TableFunctionNode;
import java.util.Map;
import java.util.function.Supplier;

/** Trino's own table functions. */
final class TableFunctions {
  private TableFunctions() {}

  static SelectBlock block(TableFunctionNode node, Supplier<String> aliases) {
    if (!(node.getHandle().functionHandle()
        instanceof SequenceFunction.SequenceFunctionHandle sequence)) {
      throw new Unsupported("the table function " + node.getName());
    }
    Symbol symbol = node.getProperOutputs().getFirst();
    String alias = aliases.get();
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
