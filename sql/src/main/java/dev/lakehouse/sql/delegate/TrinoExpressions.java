package dev.lakehouse.sql.delegate;

import static io.trino.sql.planner.DeterminismEvaluator.isDeterministic;
import static io.trino.sql.planner.LogicalPlanner.failFunction;
import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import io.trino.Session;
import io.trino.metadata.ResolvedFunction;
import io.trino.operator.project.PageProjection;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.block.Block;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.type.TimeZoneKey;
import io.trino.spi.type.Type;
import io.trino.sql.PlannerContext;
import io.trino.sql.gen.PageFunctionCompiler;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.Lambda;
import io.trino.sql.ir.optimizer.IrExpressionOptimizer;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.SymbolAllocator;
import io.trino.sql.planner.SymbolsExtractor;
import io.trino.sql.planner.iterative.rule.LambdaCaptureDesugaringRewriter;
import io.trino.sql.planner.plan.AggregationNode;
import io.trino.sql.relational.RowExpression;
import io.trino.sql.relational.SqlToRowExpressionTranslator;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Trino's expressions as functions of one DuckDB: DuckDB calls Trino's compiled code, chunk by
 * chunk. Thread-safe.
 */
public final class TrinoExpressions {
  // Each is a class of its own in memory.
  private static final int COMPILED_EXPRESSIONS = 1_000;

  private final PlannerContext planner;
  private final IrExpressionOptimizer optimizer;
  private final PageFunctionCompiler compiler;
  private final AggregateCompiler aggregates;
  private final JsonFactory json = CarriedJson.factory();
  private final Vectors vectors = new Vectors(json);
  private final DuckFunctions functions;

  /**
   * Makes it.
   *
   * @param connection a connection to the DuckDB, used for nothing else and in auto-commit mode; it
   *     stays the caller's and must outlive this
   */
  public TrinoExpressions(PlannerContext planner, Connection connection) {
    this.planner = requireNonNull(planner, "planner is null");
    this.optimizer = IrExpressionOptimizer.newOptimizer(planner);
    this.compiler = new PageFunctionCompiler(planner.getFunctionManager(), COMPILED_EXPRESSIONS);
    this.aggregates = new AggregateCompiler(planner);
    this.functions = new DuckFunctions(connection);
  }

  /** For the expressions of one statement; closing it forgets them. */
  public Scope scope(Session session) {
    return new Scope(session);
  }

  /** The expressions of one statement. Thread-safe. */
  public final class Scope implements AutoCloseable {
    private final Session session;
    private final ConnectorSession connectorSession;
    private final Queue<Long> handles = new ConcurrentLinkedQueue<>();

    private Scope(Session session) {
      this.session = requireNonNull(session, "session is null");
      this.connectorSession = session.toConnectorSession();
    }

    /**
     * SQL that computes an expression. Must be called before the transaction begins in which the
     * SQL runs: DuckDB sees no function that is younger than its transaction. When the SQL fails,
     * {@link FunctionErrors#find} gives Trino's error.
     *
     * @param inputs a value for each symbol that the expression names
     * @throws dev.lakehouse.sql.type.Unsupported if a type cannot be held in DuckDB
     * @throws io.trino.spi.TrinoException if Trino cannot compile it
     */
    public Value call(Expression expression, Map<Symbol, Value> inputs) {
      Expression optimized = optimizer.process(expression, session, Map.of()).orElse(expression);
      Optional<TimeZoneKey> zone = Zones.of(optimized, inputs, session.getTimeZoneKey());
      if (optimized instanceof Constant constant) {
        return new Value(Constants.literal(constant), zone);
      }
      Codec output = Codecs.of(optimized.type(), zone);
      List<Input> arguments =
          SymbolsExtractor.extractUnique(optimized).stream()
              .map(symbol -> input(symbol, inputs))
              .sorted(comparing(input -> input.codec().carrier()))
              .toList();
      Map<Symbol, Integer> channels = new HashMap<>();
      for (Input argument : arguments) {
        channels.put(argument.symbol(), channels.size());
      }
      List<Codec> codecs = arguments.stream().map(Input::codec).toList();
      String call =
          functions.call(
              add(
                  new CompiledExpression(
                      vectors, connectorSession, codecs, output, compile(optimized, channels))),
              codecs.stream().map(Codec::carrier).toList(),
              arguments.stream().map(Input::encoded).toList(),
              output.carrier(),
              isDeterministic(optimized));
      return new Value(output.decode(call), zone);
    }

    /** The value that an expression always has; empty if there is none, or it is an error. */
    public Optional<Constant> constant(Expression expression) {
      return expression instanceof Constant constant
          ? Optional.of(constant)
          : optimizer
              .process(expression, session, Map.of())
              .filter(Constant.class::isInstance)
              .map(Constant.class::cast);
    }

    /**
     * SQL of the value of a block at a position. Must be called before the transaction begins, as
     * {@link #call}.
     *
     * @param position SQL that gives it, from 0; never NULL
     * @throws dev.lakehouse.sql.type.Unsupported if the type cannot be held in DuckDB, or there are
     *     several time zones
     */
    public Value column(Type type, Block block, String position) {
      Optional<TimeZoneKey> zone = Zones.ofBlock(type, block, session.getTimeZoneKey());
      Codec codec = Codecs.of(type, zone);
      String call =
          functions.call(
              add(new BlockColumn(vectors, codec, block)),
              List.of(Carrier.LONG),
              List.of(position),
              codec.carrier(),
              true);
      return new Value(codec.decode(call), zone);
    }

    /** An expression of the type UNKNOWN that fails when it is computed. */
    public Expression failure(StandardErrorCode code, String message) {
      return failFunction(planner.getMetadata(), code, message);
    }

    private long add(DuckFunctions.ChunkFunction function) {
      long handle = functions.add(function);
      handles.add(handle);
      return handle;
    }

    /**
     * SQL that computes an aggregate over the rows of a group. The rows are gathered before Trino
     * sees them, so a group has to fit into memory. Must be called before the transaction begins,
     * as {@link #call}.
     *
     * @param inputs a value for each symbol that the aggregation names, its filter and mask too
     */
    public Value aggregate(AggregationNode.Aggregation aggregation, Map<Symbol, Value> inputs) {
      List<String> conditions = new ArrayList<>();
      aggregation.getFilter().ifPresent(symbol -> conditions.add(known(symbol, inputs).sql()));
      aggregation.getMask().ifPresent(symbol -> conditions.add(known(symbol, inputs).sql()));
      return aggregate(
          new AggregateCompiler.Request(
              aggregation.getResolvedFunction(),
              symbols(aggregation.getArguments()),
              lambdas(aggregation.getArguments()),
              aggregation.isDistinct(),
              aggregation.getOrderingScheme()),
          inputs,
          conditions.isEmpty()
              ? ""
              : " FILTER (WHERE (%s))".formatted(String.join(") AND (", conditions)));
    }

    /**
     * SQL that computes an aggregate over the frame of each row. The rows of each frame are
     * gathered anew, so frames should be small.
     *
     * @param over what follows OVER, in parentheses
     */
    public Value window(
        ResolvedFunction function,
        List<Expression> arguments,
        Map<Symbol, Value> inputs,
        String over) {
      return aggregate(
          new AggregateCompiler.Request(
              function, symbols(arguments), lambdas(arguments), false, Optional.empty()),
          inputs,
          " OVER " + over);
    }

    private Value aggregate(
        AggregateCompiler.Request request, Map<Symbol, Value> inputs, String clause) {
      List<Value> values = request.columns().stream().map(symbol -> known(symbol, inputs)).toList();
      List<Codec> codecs =
          request.columns().stream()
              .map(symbol -> Codecs.of(symbol.type(), known(symbol, inputs).zone()))
              .toList();
      Type type = request.function().signature().getReturnType();
      Optional<TimeZoneKey> zone =
          Zones.isIn(type)
              ? values.stream()
                  .map(Value::zone)
                  .flatMap(Optional::stream)
                  .findFirst()
                  .or(() -> Optional.of(session.getTimeZoneKey()))
              : Optional.empty();
      Codec output = Codecs.of(type, zone);
      String rows =
          "CAST(to_json(list(%s)%s) AS VARCHAR)"
              .formatted(
                  CompiledAggregate.row(codecs, values.stream().map(Value::sql).toList()), clause);
      String call =
          functions.call(
              add(
                  new CompiledAggregate(
                      json, vectors, codecs, output, aggregates.compile(request, session))),
              List.of(Carrier.TEXT),
              List.of(rows),
              output.carrier(),
              true);
      return new Value(output.decode(call), zone);
    }

    private static List<Symbol> symbols(List<Expression> arguments) {
      return arguments.stream()
          .filter(argument -> !(argument instanceof Lambda))
          .map(Symbol::from)
          .toList();
    }

    private static List<Lambda> lambdas(List<Expression> arguments) {
      return arguments.stream().filter(Lambda.class::isInstance).map(Lambda.class::cast).toList();
    }

    private static Input input(Symbol symbol, Map<Symbol, Value> inputs) {
      Value value = known(symbol, inputs);
      Codec codec = Codecs.of(symbol.type(), value.zone());
      return new Input(symbol, codec, codec.encode(value.sql()));
    }

    private static Value known(Symbol symbol, Map<Symbol, Value> inputs) {
      Value value = inputs.get(symbol);
      if (value == null) {
        throw new IllegalArgumentException("no input for the symbol " + symbol);
      }
      return value;
    }

    private Supplier<PageProjection> compile(Expression expression, Map<Symbol, Integer> channels) {
      RowExpression row =
          SqlToRowExpressionTranslator.translate(
              LambdaCaptureDesugaringRewriter.rewrite(
                  expression, new SymbolAllocator(SymbolsExtractor.extractUnique(expression))),
              channels,
              planner.getMetadata(),
              planner.getTypeManager());
      return compiler.compileProjection(row, Optional.empty());
    }

    @Override
    public void close() {
      handles.forEach(functions::remove);
      handles.clear();
    }
  }

  private record Input(Symbol symbol, Codec codec, String encoded) {}
}
