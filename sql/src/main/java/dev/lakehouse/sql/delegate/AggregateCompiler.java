package dev.lakehouse.sql.delegate;

import static io.trino.operator.aggregation.AccumulatorCompiler.generateAccumulatorFactory;
import static io.trino.sql.gen.LambdaBytecodeGenerator.compileLambdaProvider;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.ImmutableList;
import io.trino.Session;
import io.trino.metadata.ResolvedFunction;
import io.trino.operator.FlatHashStrategyCompiler;
import io.trino.operator.PagesIndex;
import io.trino.operator.aggregation.AccumulatorFactory;
import io.trino.operator.aggregation.AggregatorFactory;
import io.trino.operator.aggregation.DistinctAccumulatorFactory;
import io.trino.operator.aggregation.OrderedAccumulatorFactory;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.function.AggregationImplementation;
import io.trino.spi.type.Type;
import io.trino.sql.PlannerContext;
import io.trino.sql.ir.Lambda;
import io.trino.sql.planner.OrderingScheme;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.AggregationNode;
import io.trino.sql.relational.LambdaDefinitionExpression;
import io.trino.sql.relational.SqlToRowExpressionTranslator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Makes Trino's accumulators, as {@code io.trino.sql.planner.LocalExecutionPlanner} does for an
 * aggregation in one step. Thread-safe.
 */
final class AggregateCompiler {
  private static final int COMPILED_AGGREGATES = 1_000;

  private final PlannerContext planner;
  private final FlatHashStrategyCompiler hashing;
  private final PagesIndex.Factory sorting = new PagesIndex.TestingFactory(false);
  private final Cache<ResolvedFunction, AccumulatorFactory> accumulators =
      CacheBuilder.newBuilder().maximumSize(COMPILED_AGGREGATES).build();

  AggregateCompiler(PlannerContext planner) {
    this.planner = planner;
    this.hashing = new FlatHashStrategyCompiler(planner.getTypeOperators());
  }

  /**
   * An aggregate over columns.
   *
   * @param function which aggregate, of which arguments
   * @param distinct whether equal arguments count once
   * @param ordering in which order the rows are fed
   */
  record Request(
      ResolvedFunction function,
      List<Symbol> arguments,
      List<Lambda> lambdas,
      boolean distinct,
      Optional<OrderingScheme> ordering) {
    Request {
      arguments = List.copyOf(arguments);
      lambdas = List.copyOf(lambdas);
    }

    /** The columns that it reads: the arguments, then what it is ordered by. */
    List<Symbol> columns() {
      List<Symbol> columns = new ArrayList<>(arguments);
      ordering.ifPresent(scheme ->
          scheme.orderBy().stream().filter(key -> !columns.contains(key)).forEach(columns::add));
      return columns;
    }
  }

  /** What makes an accumulator for each group. */
  AggregatorFactory compile(Request request, Session session) {
    AggregationImplementation implementation =
        planner.getFunctionManager().getAggregationImplementation(request.function());
    AccumulatorFactory factory = accumulatorFactory(request.function(), implementation);
    List<Symbol> columns = request.columns();
    List<Type> types = columns.stream().map(Symbol::type).toList();
    int arguments = request.arguments().size();
    if (request.distinct()) {
      factory =
          new DistinctAccumulatorFactory(factory, types.subList(0, arguments), hashing, session);
    }
    if (request.ordering().isPresent()) {
      OrderingScheme scheme = request.ordering().get();
      factory =
          new OrderedAccumulatorFactory(
              factory,
              types,
              channels(arguments),
              scheme.orderBy().stream().map(columns::indexOf).toList(),
              scheme.orderingList(),
              sorting);
    }
    Type result = request.function().signature().getReturnType();
    return new AggregatorFactory(
        factory,
        AggregationNode.Step.SINGLE,
        result,
        result,
        channels(columns.size()),
        OptionalInt.empty(),
        false,
        lambdas(request.lambdas(), implementation, session.toConnectorSession()));
  }

  private static List<Integer> channels(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private AccumulatorFactory accumulatorFactory(
      ResolvedFunction function, AggregationImplementation implementation) {
    AccumulatorFactory known = accumulators.getIfPresent(function);
    if (known != null) {
      return known;
    }
    AccumulatorFactory made =
        generateAccumulatorFactory(
            function.signature(), implementation, function.functionNullability(), true);
    accumulators.put(function, made);
    return made;
  }

  private List<Supplier<Object>> lambdas(
      List<Lambda> lambdas, AggregationImplementation implementation, ConnectorSession session) {
    ImmutableList.Builder<Supplier<Object>> providers = ImmutableList.builder();
    for (int i = 0; i < lambdas.size(); i++) {
      LambdaDefinitionExpression lambda =
          (LambdaDefinitionExpression)
              SqlToRowExpressionTranslator.translate(
                  lambdas.get(i), Map.of(), planner.getMetadata(), planner.getTypeManager());
      try {
        providers.add(
            compileLambdaProvider(
                    lambda,
                    planner.getFunctionManager(),
                    implementation.getLambdaInterfaces().get(i))
                .getConstructor(ConnectorSession.class)
                .newInstance(session));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return providers.build();
  }
}
