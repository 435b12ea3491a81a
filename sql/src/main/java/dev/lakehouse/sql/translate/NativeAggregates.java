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
import java.util.function.Function;

/** The aggregates that DuckDB computes as Trino does. */
final class NativeAggregates {
  // So many digits leave room for the sum of 10^12 values in DuckDB's 38.
  private static final int EXACT_AVERAGE_DIGITS = 24;

  private NativeAggregates() {}

  /**
   * How an aggregate is written.
   *
   * @param functions the functions' names in DuckDB, each applied to the same arguments
   * @param argument what becomes of the text of the first argument
   * @param result what becomes of the texts of the functions' calls, which are its arguments
   * @param anyDigits true if it gives the same however many digits the type of a decimal argument
   *     has
   */
  record Form(List<String> functions, String argument, String result, boolean anyDigits) {
    static Form of(String function) {
      return new Form(List.of(function), "%s", "%s", false);
    }

    Form withArgument(String newArgument) {
      return new Form(functions, newArgument, result, anyDigits);
    }

    Form withResult(String newResult) {
      return new Form(functions, argument, newResult, anyDigits);
    }

    Form withAnyDigits() {
      return new Form(functions, argument, result, true);
    }

    /** Writes the aggregate; the function makes a call of a function's name. */
    String write(Function<String, String> call) {
      return result.formatted(functions.stream().map(call).toArray());
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
      case "count_if" ->
          Optional.of(Form.of("count_if").withResult("coalesce(CAST(%s AS BIGINT), 0)"));
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
                        .withResult("CAST(%%s AS %s)".formatted(StorageTypes.of(result)))
                        .withAnyDigits());
            case DoubleType _ -> Optional.of(Form.of("sum"));
            case RealType _ ->
                Optional.of(
                    Form.of("sum")
                        .withArgument("CAST(%s AS DOUBLE)")
                        .withResult("CAST(%s AS FLOAT)"));
            default -> Optional.empty();
          };
      case "avg" ->
          switch (first) {
            case BigintType _, DoubleType _ ->
                Optional.of(Form.of("avg").withArgument("CAST(%s AS DOUBLE)"));
            case RealType _ ->
                Optional.of(
                    Form.of("avg")
                        .withArgument("CAST(%s AS DOUBLE)")
                        .withResult("CAST(%s AS FLOAT)"));
            case DecimalType decimal
                when decimal.getPrecision() + decimal.getScale() <= EXACT_AVERAGE_DIGITS ->
                Optional.of(average(decimal));
            default -> Optional.empty();
          };
      case "stddev", "stddev_samp", "stddev_pop", "variance", "var_samp", "var_pop" ->
          first instanceof DoubleType || first instanceof BigintType
              ? Optional.of(
                  Form.of(name.getFunctionName().replace("variance", "var_samp"))
                      .withArgument("CAST(%s AS DOUBLE)"))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Half up on the unscaled numbers, as Trino divides the sum by the count. */
  private static Form average(DecimalType type) {
    return new Form(
        List.of("sum", "count"),
        "%s",
        UnscaledDecimals.decimal(
            "decimal_quotient(%s, CAST(%%s AS HUGEINT))"
                .formatted(UnscaledDecimals.of("%s", type.getScale())),
            type),
        true);
  }
}
