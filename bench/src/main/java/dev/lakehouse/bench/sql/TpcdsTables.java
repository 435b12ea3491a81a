package dev.lakehouse.bench.sql;

import com.google.common.collect.Iterables;
import io.trino.tpcds.Results;
import io.trino.tpcds.Session;
import io.trino.tpcds.Table;
import io.trino.tpcds.column.Column;
import io.trino.tpcds.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** The tables of TPC-DS, with the types that Trino's connector gives them. */
final class TpcdsTables {
  private TpcdsTables() {}

  static Stream<GeneratedTable> of(double scale) {
    Session session = Session.getDefaultSession().withScale(scale);
    return Table.getBaseTables().stream()
        .filter(table -> table != Table.DBGEN_VERSION)
        .map(table -> table(table, session.withTable(table)));
  }

  private static GeneratedTable table(Table table, Session session) {
    List<NestedField> fields = new ArrayList<>();
    for (Column column : table.getColumns()) {
      fields.add(NestedField.optional(fields.size() + 1, column.getName(), type(column.getType())));
    }
    return new GeneratedTable(
        table.getName(),
        new Schema(fields),
        Iterables.transform(Results.constructResults(table, session), List::getFirst));
  }

  private static Type type(ColumnType type) {
    return switch (type.getBase()) {
      case IDENTIFIER -> Types.LongType.get();
      case INTEGER -> Types.IntegerType.get();
      case DATE -> Types.DateType.get();
      case DECIMAL ->
          Types.DecimalType.of(type.getPrecision().orElseThrow(), type.getScale().orElseThrow());
      case VARCHAR, CHAR -> Types.StringType.get();
      case TIME -> Types.TimeType.get();
    };
  }
}
