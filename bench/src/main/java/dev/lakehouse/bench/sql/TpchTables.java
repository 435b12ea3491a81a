package dev.lakehouse.bench.sql;

import com.google.common.collect.Iterables;
import io.trino.tpch.GenerateUtils;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** The tables of TPC-H, with the types that Trino's connector gives them if it maps to decimals. */
final class TpchTables {
  private TpchTables() {}

  static Stream<GeneratedTable> of(double scale) {
    return TpchTable.getTables().stream().map(table -> table(table, scale));
  }

  private static <E extends TpchEntity> GeneratedTable table(TpchTable<E> table, double scale) {
    List<NestedField> fields = new ArrayList<>();
    for (TpchColumn<E> column : table.getColumns()) {
      fields.add(
          NestedField.optional(fields.size() + 1, column.getSimplifiedColumnName(), type(column)));
    }
    return new GeneratedTable(
        table.getTableName(),
        new Schema(fields),
        Iterables.transform(
            table.createGenerator(scale, 1, 1),
            row -> table.getColumns().stream().map(column -> text(column, row)).toList()));
  }

  private static Type type(TpchColumn<?> column) {
    return switch (column.getType().getBase()) {
      case IDENTIFIER -> Types.LongType.get();
      case INTEGER -> Types.IntegerType.get();
      case DATE -> Types.DateType.get();
      case DOUBLE -> Types.DecimalType.of(12, 2);
      case VARCHAR -> Types.StringType.get();
    };
  }

  private static <E extends TpchEntity> String text(TpchColumn<E> column, E row) {
    return switch (column.getType().getBase()) {
      case IDENTIFIER -> Long.toString(column.getIdentifier(row));
      case INTEGER -> Integer.toString(column.getInteger(row));
      case DATE -> GenerateUtils.formatDate(column.getDate(row));
      case DOUBLE -> Double.toString(column.getDouble(row));
      case VARCHAR -> column.getString(row);
    };
  }
}
