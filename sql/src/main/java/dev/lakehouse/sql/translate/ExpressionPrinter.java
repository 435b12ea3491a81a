package dev.lakehouse.sql.translate;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import dev.lakehouse.sql.delegate.Constants;
import dev.lakehouse.sql.delegate.TrinoExpressions;
import dev.lakehouse.sql.delegate.Value;
import dev.lakehouse.sql.delegate.Zones;
import dev.lakehouse.sql.type.StorageTypes;
import dev.lakehouse.sql.type.Unsupported;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimeZoneKey;
import io.trino.spi.type.Type;
import io.trino.sql.ir.Array;
import io.trino.sql.ir.Between;
import io.trino.sql.ir.Bind;
import io.trino.sql.ir.Call;
import io.trino.sql.ir.Case;
import io.trino.sql.ir.Cast;
import io.trino.sql.ir.Coalesce;
import io.trino.sql.ir.Comparison;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.ExpressionRewriter;
import io.trino.sql.ir.ExpressionTreeRewriter;
import io.trino.sql.ir.FieldReference;
import io.trino.sql.ir.In;
import io.trino.sql.ir.IsNull;
import io.trino.sql.ir.Lambda;
import io.trino.sql.ir.Logical;
import io.trino.sql.ir.NullIf;
import io.trino.sql.ir.Reference;
import io.trino.sql.ir.Row;
import io.trino.sql.ir.Switch;
import io.trino.sql.ir.WhenClause;
import io.trino.sql.planner.DeterminismEvaluator;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.SymbolsExtractor;
import io.trino.sql.planner.plan.AggregationNode;
import io.trino.sql.planner.plan.WindowNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Prints expressions for DuckDB. What DuckDB computes as Trino does is printed; any other part is
 * left to Trino's own code, its inputs being printed. Belongs to one statement.
 */
final class ExpressionPrinter {
  private final TrinoExpressions.Scope trino;
  private int inputs;

  ExpressionPrinter(TrinoExpressions.Scope trino) {
    this.trino = requireNonNull(trino, "trino is null");
  }

  /** Finds what a symbol stands for. */
  @FunctionalInterface
  interface Resolver {
    /** The definition of a symbol that the expression may refer to. */
    Definition resolve(Symbol symbol);
  }

  /** An expression's definition. */
  Definition define(Expression expression, Resolver resolver) {
    return switch (expression) {
      case Reference reference -> resolver.resolve(Symbol.from(reference));
      case Row row ->
          new Definition(
              print(row, resolver),
              kind(row, resolver),
              row.items().stream().map(item -> print(item, resolver)).toList(),
              zone(row, resolver));
      case Cast(Row row, RowType type) -> define(castItems(row, type), resolver);
      case Cast(Reference reference, RowType type)
          when reference.type() instanceof RowType from && NativeCasts.has(from, type) ->
          renamed(resolver.resolve(Symbol.from(reference)), from, type);
      default -> {
        Value value = value(expression, resolver);
        Definition definition = Definition.of(value, kind(expression, resolver));
        yield expression.type() instanceof DecimalType && !definition.isVolatile()
            ? definition.with(ShortDecimals.of(expression, resolver))
            : definition;
      }
    };
  }

  private static Row castItems(Row row, RowType type) {
    List<Expression> items = new ArrayList<>();
    for (int i = 0; i < row.items().size(); i++) {
      Type wanted = type.getFields().get(i).getType();
      Expression item = row.items().get(i);
      items.add(item.type().equals(wanted) ? item : new Cast(item, wanted));
    }
    return new Row(items, type);
  }

  /** A row whose fields get other types or names; a condition needs no more than its fields. */
  private static Definition renamed(Definition row, RowType from, RowType to) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < to.getFields().size(); i++) {
      fields.add(
          NativeCasts.print(
              from.getFields().get(i).getType(),
              to.getFields().get(i).getType(),
              row.fields().isEmpty()
                  ? "struct_extract_at(%s, %d)".formatted(row.sql(), i + 1)
                  : row.fields().get(i)));
    }
    return new Definition(NativeCasts.print(from, to, row.sql()), row.kind(), fields, row.zone());
  }

  private static Definition.Kind kind(Expression expression, Resolver resolver) {
    Set<Symbol> symbols = SymbolsExtractor.extractUnique(expression);
    if (!DeterminismEvaluator.isDeterministic(expression)
        || symbols.stream().anyMatch(symbol -> resolver.resolve(symbol).isVolatile())) {
      return Definition.Kind.VOLATILE;
    }
    return symbols.isEmpty() ? Definition.Kind.CONSTANT : Definition.Kind.COMPUTED;
  }

  /** The text of an expression; safe as an operand. */
  String print(Expression expression, Resolver resolver) {
    return value(expression, resolver).sql();
  }

  /** The text of a condition: where it is NULL, it may also be false. */
  String condition(Expression expression, Resolver resolver) {
    return switch (expression) {
      case Comparison comparison when NativeComparisons.has(comparison) ->
          NativeComparisons.condition(
              comparison, print(comparison.left(), resolver), print(comparison.right(), resolver));
      case Between between
          when NativeComparisons.isFloating(between.value().type())
              && DeterminismEvaluator.isDeterministic(between) ->
          condition(
              Logical.and(
                  new Comparison(
                      Comparison.Operator.GREATER_THAN_OR_EQUAL, between.value(), between.min()),
                  new Comparison(
                      Comparison.Operator.LESS_THAN_OR_EQUAL, between.value(), between.max())),
              resolver);
      case Logical logical ->
          logical.terms().stream()
              .map(term -> condition(term, resolver))
              .collect(joining(" " + logical.operator() + " ", "(", ")"));
      default -> print(expression, resolver);
    };
  }

  private Value value(Expression expression, Resolver resolver) {
    return isNative(expression)
        ? new Value(printNative(expression, resolver), zone(expression, resolver))
        : GuardedDecimals.operands(expression)
            .flatMap(operands -> guarded(expression, operands, resolver))
            .orElseGet(() -> delegate(expression, resolver));
  }

  /** What DuckDB computes where it can, and Trino elsewhere; empty if that would be long. */
  private Optional<Value> guarded(
      Expression expression, List<Expression> operands, Resolver resolver) {
    // DuckDB works out constants whether or not their guard holds.
    if (operands.stream().anyMatch(operand -> isConstant(operand, resolver))
        && !GuardedDecimals.alwaysFits(expression)) {
      return Optional.empty();
    }
    List<String> texts = operands.stream().map(operand -> print(operand, resolver)).toList();
    return GuardedDecimals.areShort(texts)
        ? Optional.of(
            Value.of(
                GuardedDecimals.print(expression, texts, delegate(expression, resolver).sql())))
        : Optional.empty();
  }

  private static boolean isConstant(Expression expression, Resolver resolver) {
    return SymbolsExtractor.extractUnique(expression).stream()
        .allMatch(symbol -> resolver.resolve(symbol).kind() == Definition.Kind.CONSTANT);
  }

  /** The one zone of all timestamps with time zone that an expression's value is made of. */
  private Optional<TimeZoneKey> zone(Expression expression, Resolver resolver) {
    if (!Zones.isIn(expression.type())) {
      return Optional.empty();
    }
    if (expression instanceof Reference
        || expression instanceof Constant
        || !isNative(expression)) {
      return expression instanceof Reference reference
          ? resolver.resolve(Symbol.from(reference)).zone()
          : delegate(expression, resolver).zone();
    }
    return Zones.only(
        expression.children().stream()
            .filter(child -> !(child instanceof Constant constant && constant.value() == null))
            .flatMap(child -> zone(child, resolver).stream()));
  }

  /** True if the topmost node is one that DuckDB computes as Trino does, given its operands. */
  private static boolean isNative(Expression expression) {
    return switch (expression) {
      case Reference _, Logical _, IsNull _, Row _, FieldReference _ -> true;
      case Array _, Coalesce _, Case _ -> true;
      case Constant constant -> isStorable(constant.type());
      case Cast cast -> NativeCasts.has(cast.expression().type(), cast.type());
      case Comparison comparison -> NativeComparisons.has(comparison);
      case Between between ->
          NativeComparisons.isOrdered(between.value().type())
              && !NativeComparisons.isFloating(between.value().type());
      case In in ->
          NativeComparisons.isEquatable(in.value().type())
              && !NativeComparisons.isFloating(in.value().type());
      case NullIf nullIf ->
          nullIf.first().type().equals(nullIf.second().type())
              && NativeComparisons.isEquatable(nullIf.first().type())
              && !NativeComparisons.isFloating(nullIf.first().type());
      case Switch switched ->
          NativeComparisons.isEquatable(switched.operand().type())
              && !NativeComparisons.isFloating(switched.operand().type());
      case Call call -> NativeFunctions.has(call);
      case Lambda _, Bind _ -> false;
    };
  }

  private static boolean isStorable(Type type) {
    try {
      return !StorageTypes.of(type).isEmpty();
    } catch (Unsupported e) {
      return false;
    }
  }

  private String printNative(Expression expression, Resolver resolver) {
    return switch (expression) {
      case Reference reference -> resolver.resolve(Symbol.from(reference)).sql();
      case Constant constant -> Constants.literal(constant);
      case Logical logical ->
          logical.terms().stream()
              .map(term -> print(term, resolver))
              .collect(joining(" " + logical.operator() + " ", "(", ")"));
      case IsNull isNull -> "(%s IS NULL)".formatted(print(isNull.value(), resolver));
      case Row row -> {
        List<String> names = StorageTypes.fieldNames((RowType) row.type());
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
          fields.add(names.get(i) + " := " + print(row.items().get(i), resolver));
        }
        yield "struct_pack(%s)".formatted(String.join(", ", fields));
      }
      case FieldReference field ->
          "struct_extract_at(%s, %d)".formatted(print(field.base(), resolver), field.field() + 1);
      case Array array ->
          "CAST(list_value(%s) AS %s)"
              .formatted(all(array.elements(), resolver), StorageTypes.of(array.type()));
      case Coalesce coalesce -> "coalesce(%s)".formatted(all(coalesce.operands(), resolver));
      case Case choice ->
          "(CASE %s)".formatted(branches(choice.whenClauses(), choice.defaultValue(), resolver));
      case Switch choice ->
          "(CASE %s %s)"
              .formatted(
                  print(choice.operand(), resolver),
                  branches(choice.whenClauses(), choice.defaultValue(), resolver));
      case NullIf nullIf ->
          "nullif(%s, %s)"
              .formatted(print(nullIf.first(), resolver), print(nullIf.second(), resolver));
      case Comparison comparison ->
          NativeComparisons.print(
              comparison, print(comparison.left(), resolver), print(comparison.right(), resolver));
      case Between between ->
          "(%s BETWEEN %s AND %s)"
              .formatted(
                  print(between.value(), resolver),
                  print(between.min(), resolver),
                  print(between.max(), resolver));
      case In in ->
          "(%s IN (%s))".formatted(print(in.value(), resolver), all(in.valueList(), resolver));
      case Cast cast ->
          NativeCasts.print(
              cast.expression().type(), cast.type(), print(cast.expression(), resolver));
      case Call call ->
          NativeFunctions.print(
              call,
              call.arguments().stream()
                  .map(argument -> printArgument(argument, resolver))
                  .toList());
      case Lambda _, Bind _ -> throw new IllegalStateException("a lambda has no text");
    };
  }

  private String branches(List<WhenClause> branches, Expression otherwise, Resolver resolver) {
    return branches.stream()
            .map(when ->
                "WHEN %s THEN %s "
                    .formatted(
                        print(when.getOperand(), resolver), print(when.getResult(), resolver)))
            .collect(joining())
        + "ELSE %s END".formatted(print(otherwise, resolver));
  }

  /**
   * Constants of Trino's inner types, such as patterns, have no text: their function knows them.
   */
  private String printArgument(Expression argument, Resolver resolver) {
    return isStorable(argument.type()) ? print(argument, resolver) : "";
  }

  private String all(List<? extends Expression> expressions, Resolver resolver) {
    return expressions.stream()
        .map(expression -> print(expression, resolver))
        .collect(joining(", "));
  }

  /** An aggregate that DuckDB lacks or computes otherwise, by Trino's code. */
  Value aggregate(AggregationNode.Aggregation aggregation, Resolver resolver) {
    Set<Symbol> symbols = new LinkedHashSet<>();
    aggregation.getArguments().forEach(argument -> symbols.addAll(freeSymbols(argument)));
    aggregation.getFilter().ifPresent(symbols::add);
    aggregation.getMask().ifPresent(symbols::add);
    aggregation.getOrderingScheme().ifPresent(scheme -> symbols.addAll(scheme.orderBy()));
    return trino.aggregate(aggregation, values(symbols, resolver));
  }

  /** The same for an aggregate over a window's frame. */
  Value window(WindowNode.Function function, String over, Resolver resolver) {
    Set<Symbol> symbols = new LinkedHashSet<>();
    function.getArguments().forEach(argument -> symbols.addAll(freeSymbols(argument)));
    return trino.window(
        function.getResolvedFunction(), function.getArguments(), values(symbols, resolver), over);
  }

  private static Map<Symbol, Value> values(Set<Symbol> symbols, Resolver resolver) {
    Map<Symbol, Value> values = new LinkedHashMap<>();
    symbols.forEach(symbol -> values.put(symbol, resolver.resolve(symbol).value()));
    return values;
  }

  /** An expression that fails with an error of Trino's. */
  Expression failure(StandardErrorCode code, String message) {
    return trino.failure(code, message);
  }

  /** Leaves the part of an expression that is not ours to Trino, and prints its inputs. */
  Value delegate(Expression expression, Resolver resolver) {
    Map<Symbol, Value> values = new LinkedHashMap<>();
    Expression part = split(expression, true, resolver, values);
    return trino.call(part, values);
  }

  private Expression split(
      Expression expression, boolean top, Resolver resolver, Map<Symbol, Value> values) {
    if (expression instanceof Constant) {
      return expression;
    }
    if (expression instanceof Reference reference) {
      Symbol symbol = Symbol.from(reference);
      values.put(symbol, resolver.resolve(symbol).value());
      return reference;
    }
    if (expression instanceof Lambda || expression instanceof Bind) {
      freeSymbols(expression)
          .forEach(symbol -> values.put(symbol, resolver.resolve(symbol).value()));
      return expression;
    }
    // Trino works out constants, and needs some to know the zone of a result.
    boolean constant = SymbolsExtractor.extractUnique(expression).isEmpty();
    if (!top && !constant && isNative(expression) && isStorable(expression.type())) {
      Symbol input = new Symbol(expression.type(), "input$" + ++inputs);
      values.put(input, value(expression, resolver));
      return input.toSymbolReference();
    }
    return ExpressionTreeRewriter.rewriteWith(
        new ExpressionRewriter<Void>() {
          @Override
          protected Expression rewriteExpression(
              Expression node, Void context, ExpressionTreeRewriter<Void> rewriter) {
            return node == expression
                ? rewriter.defaultRewrite(node, null)
                : split(node, false, resolver, values);
          }
        },
        expression);
  }

  private static Set<Symbol> freeSymbols(Expression expression) {
    Set<Symbol> free = new LinkedHashSet<>();
    collect(expression, Set.of(), free);
    return free;
  }

  private static void collect(Expression expression, Set<Symbol> bound, Set<Symbol> free) {
    switch (expression) {
      case Reference reference -> {
        Symbol symbol = Symbol.from(reference);
        if (!bound.contains(symbol)) {
          free.add(symbol);
        }
      }
      case Lambda lambda -> {
        Set<Symbol> inner = new HashSet<>(bound);
        inner.addAll(lambda.arguments());
        collect(lambda.body(), inner, free);
      }
      default -> expression.children().forEach(child -> collect(child, bound, free));
    }
  }
}
