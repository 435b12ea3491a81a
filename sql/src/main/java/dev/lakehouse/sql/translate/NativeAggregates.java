package dev.lakehouse.sql.translate;

import dev.lakehouse.sql.type.StorageTypes;
import io.trino.metadata.GlobalFunctionCatalog;
import io.trino.spi.function.BoundSignature;
import io.trino.spi.function.CatalogSchemaFunctionName;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.Type;
import java.util.List;
import java.util.Optional;

/** The aggregates that DuckDB computes as Trino does. */
final class NativeAggregates {
  private NativeAggregates() {}

  /**
   * How an aggregate is written.
   *
   * @param function the function's name in DuckDB
   * @param argument what becomes of the text of its first argument
   * @param result what becomes of the text of the whole; "%s" is the aggregate
   */
  record Form(String function, String argument, String result) {
    static Form of(String function) {
      return new Form(function, "%s", "%s");
    }

    Form withResult(String newResult) {
      return new Form(function, argument, newResult);
    }
  }

  static Optional<Form> find(BoundSignature signature) {
    CatalogSchemaFunctionName name = signature.getName();
    if (!GlobalFunctionCatalog.isBuiltinFunctionName(name)) {
      return Optional.empty();
    }
    List<Type> types = signature.getArgumentTypes();
    Type first = types.isEmpty() ? BigintType.BIGINT : types.getFirst();
    Type result = signature.getReturnType();
    return switch (name.getFunctionName()) {
      case "count" -> Optional.of(Form.of("count"));
      case "count_if" -> Optional.of(Form.of("count_if").withResult("CAST(%s AS BIGINT)"));
      case "bool_and", "every" -> Optional.of(Form.of("bool_and"));
      case "bool_or" -> Optional.of(Form.of("bool_or"));
      case "arbitrary", "any_value" -> Optional.of(Form.of("any_value"));
      case "array_agg" -> Optional.of(Form.of("list"));
      case "min", "max" ->
          types.size() == 1
                  && NativeComparisons.isOrdered(first)
                  && !NativeComparisons.isFloating(first)
              ? Optional.of(Form.of(name.getFunctionName()))
              : Optional.empty();
      case "sum" ->
          switch (first) {
            case BigintType _, DecimalType _ ->
                Optional.of(
                    Form.of("sum")
                        .withResult("CAST(%%s AS %s)".formatted(StorageTypes.of(result))));
            case DoubleType _ -> Optional.of(Form.of("sum"));
            case RealType _ ->
                Optional.of(new Form("sum", "CAST(%s AS DOUBLE)", "CAST(%s AS FLOAT)"));
            default -> Optional.empty();
          };
      case "avg" ->
          switch (first) {
            case BigintType _, DoubleType _ ->
                Optional.of(new Form("avg", "CAST(%s AS DOUBLE)", "%s"));
            case RealType _ ->
                Optional.of(new Form("avg", "CAST(%s AS DOUBLE)", "CAST(%s AS FLOAT)"));
            default -> Optional.empty();
          };
      case "stddev", "stddev_samp", "stddev_pop", "variance", "var_samp", "var_pop" ->
          first instanceof DoubleType || first instanceof BigintType
              ? Optional.of(
                  new Form(
                      name.getFunctionName().replace("variance", "var_samp"),
                      "CAST(%s AS DOUBLE)",
                      "%s"))
              : Optional.empty();
      default -> Optional.empty();
    };
  }
}
