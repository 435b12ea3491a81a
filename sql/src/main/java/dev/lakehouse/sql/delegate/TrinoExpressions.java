package dev.lakehouse.sql.delegate;

import static io.trino.sql.planner.DeterminismEvaluator.isDeterministic;
import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import io.trino.Session;
import io.trino.operator.project.PageProjection;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.type.TimeZoneKey;
import io.trino.sql.PlannerContext;
import io.trino.sql.gen.PageFunctionCompiler;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.optimizer.IrExpressionOptimizer;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.SymbolAllocator;
import io.trino.sql.planner.SymbolsExtractor;
import io.trino.sql.planner.iterative.rule.LambdaCaptureDesugaringRewriter;
import io.trino.sql.relational.RowExpression;
import io.trino.sql.relational.SqlToRowExpressionTranslator;
import java.sql.Connection;
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
  // Trino's own default (compiler.expression-cache-size).
  private static final int COMPILED_EXPRESSIONS = 10_000;

  private final PlannerContext planner;
  private final IrExpressionOptimizer optimizer;
  private final PageFunctionCompiler compiler;
  private final Vectors vectors = new Vectors(new JsonFactory());
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
      long handle =
          functions.add(
              new CompiledExpression(
                  vectors, connectorSession, codecs, output, compile(optimized, channels)));
      handles.add(handle);
      String call =
          functions.call(
              handle,
              codecs.stream().map(Codec::carrier).toList(),
              arguments.stream().map(Input::encoded).toList(),
              output.carrier(),
              isDeterministic(optimized));
      return new Value(output.decode(call), zone);
    }

    private static Input input(Symbol symbol, Map<Symbol, Value> inputs) {
      Value value = inputs.get(symbol);
      if (value == null) {
        throw new IllegalArgumentException("no input for the symbol " + symbol);
      }
      Codec codec = Codecs.of(symbol.type(), value.zone());
      return new Input(symbol, codec, codec.encode(value.sql()));
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
