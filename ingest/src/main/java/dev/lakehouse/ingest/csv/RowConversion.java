package dev.lakehouse.ingest.csv;

import static dev.lakehouse.base.error.ErrorCode.INVALID_ARGUMENT;

import dev.lakehouse.base.error.LakehouseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.types.Type;

/**
 * What every column of a file is converted to, and how.
 *
 * @param columns the columns with their target types
 * @param conversions the SQL of each column, in the same order
 */
record RowConversion(List<CsvColumn> columns, List<ConversionSql> conversions) {
  RowConversion {
    columns = List.copyOf(columns);
    conversions = List.copyOf(conversions);
  }

  /** The declared types, and the inferred ones for columns of which none is declared. */
  static RowConversion of(
      List<CsvColumn> inferredColumns,
      List<InferredType> inferredTypes,
      Map<String, Type> declared,
      CsvOptions options,
      String displayName) {
    Map<String, Type> wanted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    wanted.putAll(declared);
    List<CsvColumn> columns = new ArrayList<>();
    List<ConversionSql> conversions = new ArrayList<>();
    for (int i = 0; i < inferredColumns.size(); i++) {
      CsvColumn column = inferredColumns.get(i);
      Type type = wanted.remove(column.name());
      ConversionTarget target =
          type == null
              ? ConversionTarget.inferred(inferredTypes.get(i))
              : ConversionTarget.declared(type);
      columns.add(type == null ? column : column.declaredAs(type));
      conversions.add(
          new ConversionSql(CsvRelation.column(i), "v" + i, column.name(), target, options));
    }
    if (!wanted.isEmpty()) {
      List<String> names = inferredColumns.stream().map(CsvColumn::name).toList();
      throw LakehouseException.of(
          INVALID_ARGUMENT,
          "%s: there is no column %s".formatted(displayName, String.join(", ", wanted.keySet())),
          "The columns are " + String.join(", ", names) + ".");
    }
    return new RowConversion(columns, conversions);
  }

  /** What a query with the conversions selects from. */
  String from(CsvRelation relation) {
    List<String> below = new ArrayList<>();
    relation.lineColumn().ifPresent(below::add);
    for (ConversionSql conversion : conversions) {
      below.add(conversion.below());
    }
    return "(SELECT " + String.join(", ", below) + " FROM " + relation.sql() + ")";
  }

  /** A condition that holds for rows whose values all fit. */
  String isGood() {
    List<String> misfits = new ArrayList<>();
    for (ConversionSql conversion : conversions) {
      conversion.misfit().ifPresent(misfits::add);
    }
    return misfits.isEmpty() ? "true" : "NOT coalesce(" + String.join(" OR ", misfits) + ", false)";
  }

  /** The defect of a value that does not fit. */
  RowDefect misfit(long line, int column, String value) {
    CsvColumn target = columns.get(column);
    return RowDefect.misfit(line, target.name(), value, ConversionSql.typeName(target.type()));
  }
}
