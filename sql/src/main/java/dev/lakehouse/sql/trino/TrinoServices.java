package dev.lakehouse.sql.trino;

import static com.google.common.util.concurrent.MoreExecutors.directExecutor;
import static io.airlift.concurrent.Threads.daemonThreadsNamed;
import static io.airlift.tracing.Tracing.noopTracer;
import static io.opentelemetry.api.OpenTelemetry.noop;
import static io.trino.connector.CatalogServiceProviderModule.createAnalyzePropertyManager;
import static io.trino.connector.CatalogServiceProviderModule.createColumnPropertyManager;
import static io.trino.connector.CatalogServiceProviderModule.createFunctionProvider;
import static io.trino.connector.CatalogServiceProviderModule.createMaterializedViewPropertyManager;
import static io.trino.connector.CatalogServiceProviderModule.createPageSourceProviderFactory;
import static io.trino.connector.CatalogServiceProviderModule.createProceduresProvider;
import static io.trino.connector.CatalogServiceProviderModule.createSchemaPropertyManager;
import static io.trino.connector.CatalogServiceProviderModule.createSessionPropertyManager;
import static io.trino.connector.CatalogServiceProviderModule.createSplitManagerProvider;
import static io.trino.connector.CatalogServiceProviderModule.createTableFunctionProvider;
import static io.trino.connector.CatalogServiceProviderModule.createTableProceduresPropertyManager;
import static io.trino.connector.CatalogServiceProviderModule.createTableProceduresProvider;
import static io.trino.connector.CatalogServiceProviderModule.createTablePropertyManager;
import static io.trino.connector.CatalogServiceProviderModule.createViewPropertyManager;
import static java.util.Objects.requireNonNull;
import static java.util.concurrent.Executors.newCachedThreadPool;
import static java.util.concurrent.Executors.newScheduledThreadPool;

import dev.lakehouse.sql.QueryList;
import io.airlift.configuration.secrets.SecretsResolver;
import io.airlift.node.NodeInfo;
import io.trino.FeaturesConfig;
import io.trino.SystemSessionProperties;
import io.trino.connector.CoordinatorDynamicCatalogManager;
import io.trino.connector.DefaultCatalogFactory;
import io.trino.connector.InMemoryCatalogStore;
import io.trino.connector.LazyCatalogFactory;
import io.trino.connector.system.AnalyzePropertiesSystemTable;
import io.trino.connector.system.CatalogSystemTable;
import io.trino.connector.system.ColumnPropertiesSystemTable;
import io.trino.connector.system.GlobalSystemConnector;
import io.trino.connector.system.MaterializedViewPropertiesSystemTable;
import io.trino.connector.system.MaterializedViewSystemTable;
import io.trino.connector.system.NodeSystemTable;
import io.trino.connector.system.SchemaPropertiesSystemTable;
import io.trino.connector.system.TableCommentSystemTable;
import io.trino.connector.system.TablePropertiesSystemTable;
import io.trino.connector.system.TransactionsSystemTable;
import io.trino.connector.system.jdbc.AttributeJdbcTable;
import io.trino.connector.system.jdbc.CatalogJdbcTable;
import io.trino.connector.system.jdbc.ColumnJdbcTable;
import io.trino.connector.system.jdbc.ProcedureColumnJdbcTable;
import io.trino.connector.system.jdbc.ProcedureJdbcTable;
import io.trino.connector.system.jdbc.PseudoColumnJdbcTable;
import io.trino.connector.system.jdbc.SchemaJdbcTable;
import io.trino.connector.system.jdbc.SuperTableJdbcTable;
import io.trino.connector.system.jdbc.SuperTypeJdbcTable;
import io.trino.connector.system.jdbc.TableJdbcTable;
import io.trino.connector.system.jdbc.TableTypeJdbcTable;
import io.trino.connector.system.jdbc.TypesJdbcTable;
import io.trino.connector.system.jdbc.UdtJdbcTable;
import io.trino.cost.ComposableStatsCalculator;
import io.trino.cost.FilterStatsCalculator;
import io.trino.cost.PlanCostEstimate;
import io.trino.cost.ScalarStatsCalculator;
import io.trino.cost.StatsCalculator;
import io.trino.cost.StatsCalculatorModule;
import io.trino.cost.StatsNormalizer;
import io.trino.execution.DynamicFilterConfig;
import io.trino.execution.QueryManagerConfig;
import io.trino.execution.TaskManagerConfig;
import io.trino.execution.scheduler.NodeSchedulerConfig;
import io.trino.memory.MemoryManagerConfig;
import io.trino.memory.NodeMemoryConfig;
import io.trino.metadata.AnalyzePropertyManager;
import io.trino.metadata.BlockEncodingManager;
import io.trino.metadata.ColumnPropertyManager;
import io.trino.metadata.DisabledSystemSecurityMetadata;
import io.trino.metadata.FunctionManager;
import io.trino.metadata.GlobalFunctionCatalog;
import io.trino.metadata.InternalBlockEncodingSerde;
import io.trino.metadata.InternalFunctionBundle;
import io.trino.metadata.InternalNodeManager;
import io.trino.metadata.LanguageFunctionEngineManager;
import io.trino.metadata.LanguageFunctionManager;
import io.trino.metadata.MaterializedViewPropertyManager;
import io.trino.metadata.Metadata;
import io.trino.metadata.MetadataManager;
import io.trino.metadata.ProcedureRegistry;
import io.trino.metadata.SchemaPropertyManager;
import io.trino.metadata.SessionPropertyManager;
import io.trino.metadata.SystemFunctionBundle;
import io.trino.metadata.TableFunctionRegistry;
import io.trino.metadata.TableProceduresPropertyManager;
import io.trino.metadata.TableProceduresRegistry;
import io.trino.metadata.TablePropertyManager;
import io.trino.metadata.TypeRegistry;
import io.trino.metadata.ViewPropertyManager;
import io.trino.operator.FlatHashStrategyCompiler;
import io.trino.operator.GroupByHashPageIndexerFactory;
import io.trino.operator.PagesIndex;
import io.trino.operator.PagesIndexPageSorter;
import io.trino.operator.scalar.json.JsonExistsFunction;
import io.trino.operator.scalar.json.JsonQueryFunction;
import io.trino.operator.scalar.json.JsonValueFunction;
import io.trino.operator.table.ExcludeColumnsFunction;
import io.trino.operator.table.SequenceFunction;
import io.trino.security.AccessControl;
import io.trino.security.AllowAllAccessControl;
import io.trino.spi.catalog.CatalogName;
import io.trino.spi.connector.Connector;
import io.trino.spi.connector.ConnectorContext;
import io.trino.spi.connector.ConnectorFactory;
import io.trino.spi.connector.ConnectorName;
import io.trino.spi.type.TypeManager;
import io.trino.spi.type.TypeOperators;
import io.trino.split.PageSourceManager;
import io.trino.split.SplitManager;
import io.trino.sql.PlannerContext;
import io.trino.sql.SqlEnvironmentConfig;
import io.trino.sql.analyzer.AnalyzerFactory;
import io.trino.sql.analyzer.QueryExplainerFactory;
import io.trino.sql.analyzer.SessionTimeProvider;
import io.trino.sql.analyzer.StatementAnalyzerFactory;
import io.trino.sql.ir.optimizer.IrExpressionOptimizer;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.planner.OptimizerConfig;
import io.trino.sql.planner.PlanFragmenter;
import io.trino.sql.rewrite.DescribeInputRewrite;
import io.trino.sql.rewrite.DescribeOutputRewrite;
import io.trino.sql.rewrite.ShowQueriesRewrite;
import io.trino.sql.rewrite.ShowStatsRewrite;
import io.trino.sql.rewrite.StatementRewrite;
import io.trino.testing.NotImplementedQueryManager;
import io.trino.transaction.InMemoryTransactionManager;
import io.trino.transaction.TransactionManager;
import io.trino.transaction.TransactionManagerConfig;
import io.trino.type.BlockTypeOperators;
import io.trino.type.InternalTypeManager;
import io.trino.type.JsonPath2016Type;
import io.trino.type.TypeDeserializer;
import io.trino.util.EmbedVersion;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Trino's services, put together for analysis and planning alone. They are one graph with cycles in
 * it, so they are made in one place and in Trino's order. Thread-safe.
 */
final class TrinoServices implements AutoCloseable {
  private static final String ENVIRONMENT = "lakehouse";

  private final ExecutorService notifications =
      newCachedThreadPool(daemonThreadsNamed("sql-notification-%s"));
  private final ScheduledExecutorService timeouts =
      newScheduledThreadPool(1, daemonThreadsNamed("sql-transaction-%s"));

  final SqlParser parser = new SqlParser();
  final AccessControl accessControl = new AllowAllAccessControl();
  final CoordinatorDynamicCatalogManager catalogs;
  final TransactionManager transactions;
  final PlannerContext planner;
  final IrExpressionOptimizer optimizer;
  final SessionPropertyManager sessionProperties;
  final SchemaPropertyManager schemaProperties;
  final ColumnPropertyManager columnProperties;
  final TablePropertyManager tableProperties;
  final ViewPropertyManager viewProperties;
  final MaterializedViewPropertyManager materializedViewProperties;
  final AnalyzePropertyManager analyzeProperties;
  final ProcedureRegistry procedures;
  final TableProceduresRegistry tableProcedures;
  final TableProceduresPropertyManager tableProcedureProperties;
  final SplitManager splits;
  final PageSourceManager pageSources;
  final StatsCalculator stats;
  final AnalyzerFactory analyzers;

  /**
   * Starts them; takes 2 to 3 seconds the first time, most of it for the functions.
   *
   * @param catalogName the catalog of the lakehouse's tables
   * @param queries the statements that the catalog "system" tells of
   */
  TrinoServices(String catalogName, Connector connector, QueryList queries) {
    requireNonNull(catalogName, "catalogName is null");
    requireNonNull(connector, "connector is null");
    requireNonNull(queries, "queries is null");
    ObjectSizes.prepare();
    TypeOperators typeOperators = new TypeOperators();
    InternalNodeManager nodes = new SingleNode();
    LazyCatalogFactory lazyCatalogs = new LazyCatalogFactory();
    catalogs =
        new CoordinatorDynamicCatalogManager(
            new InMemoryCatalogStore(), lazyCatalogs, directExecutor());
    transactions =
        InMemoryTransactionManager.create(
            new TransactionManagerConfig(), timeouts, catalogs, notifications);

    TypeRegistry typeRegistry = new TypeRegistry(typeOperators, new FeaturesConfig());
    TypeManager types = new InternalTypeManager(typeRegistry);
    InternalBlockEncodingSerde blocks =
        new InternalBlockEncodingSerde(new BlockEncodingManager(), types);
    typeRegistry.addType(new JsonPath2016Type(new TypeDeserializer(types), blocks));

    PlannerReference later = new PlannerReference();
    GlobalFunctionCatalog functions =
        new GlobalFunctionCatalog(
            () -> later.get().getMetadata(),
            () -> later.get().getTypeManager(),
            () -> later.get().getFunctionManager());
    functions.addFunctions(
        SystemFunctionBundle.create(
            new FeaturesConfig(),
            typeOperators,
            new BlockTypeOperators(typeOperators),
            nodes.getCurrentNode().getNodeVersion()));
    LanguageFunctionManager languageFunctions =
        new LanguageFunctionManager(
            parser, types, user -> Set.of(), blocks, new LanguageFunctionEngineManager());
    TableFunctionRegistry tableFunctions =
        new TableFunctionRegistry(createTableFunctionProvider(catalogs));
    Metadata metadata =
        new MetadataManager(
            accessControl,
            new DisabledSystemSecurityMetadata(),
            transactions,
            functions,
            languageFunctions,
            tableFunctions,
            types,
            new NotImplementedQueryManager());
    FunctionManager functionManager =
        new FunctionManager(createFunctionProvider(catalogs), functions, languageFunctions);
    functions.addFunctions(
        new InternalFunctionBundle(
            new JsonExistsFunction(functionManager, metadata, types),
            new JsonValueFunction(functionManager, metadata, types),
            new JsonQueryFunction(functionManager, metadata, types)));
    planner =
        new PlannerContext(
            metadata,
            typeOperators,
            blocks,
            types,
            functionManager,
            languageFunctions,
            noopTracer());
    optimizer = IrExpressionOptimizer.newOptimizer(planner);
    later.set(planner);
    languageFunctions.setPlannerContext(planner);

    NodeSchedulerConfig scheduling = new NodeSchedulerConfig();
    SecretsResolver secrets = new SecretsResolver(Map.of());
    FlatHashStrategyCompiler hashing = new FlatHashStrategyCompiler(typeOperators);
    DefaultCatalogFactory catalogFactory =
        new DefaultCatalogFactory(
            metadata,
            accessControl,
            nodes,
            new PagesIndexPageSorter(new PagesIndex.TestingFactory(false)),
            new GroupByHashPageIndexerFactory(hashing),
            new NodeInfo(ENVIRONMENT),
            new EmbedVersion(nodes.getCurrentNode().getNodeVersion()),
            noop(),
            transactions,
            types,
            scheduling,
            new OptimizerConfig(),
            secrets);
    lazyCatalogs.setCatalogFactory(catalogFactory);

    sessionProperties =
        createSessionPropertyManager(
            Set.of(
                new SystemSessionProperties(
                    new QueryManagerConfig(),
                    new TaskManagerConfig(),
                    new MemoryManagerConfig(),
                    new FeaturesConfig(),
                    new OptimizerConfig(),
                    new NodeMemoryConfig(),
                    new DynamicFilterConfig(),
                    scheduling)),
            catalogs);
    schemaProperties = createSchemaPropertyManager(catalogs);
    columnProperties = createColumnPropertyManager(catalogs);
    tableProperties = createTablePropertyManager(catalogs);
    viewProperties = createViewPropertyManager(catalogs);
    materializedViewProperties = createMaterializedViewPropertyManager(catalogs);
    analyzeProperties = createAnalyzePropertyManager(catalogs);
    procedures = new ProcedureRegistry(createProceduresProvider(catalogs));
    tableProcedures = new TableProceduresRegistry(createTableProceduresProvider(catalogs));
    tableProcedureProperties = createTableProceduresPropertyManager(catalogs);
    splits =
        new SplitManager(
            createSplitManagerProvider(catalogs), noopTracer(), new QueryManagerConfig());
    pageSources = new PageSourceManager(createPageSourceProviderFactory(catalogs));
    stats = statsCalculator();
    analyzers = analyzerFactory(tableFunctions);

    catalogs.registerGlobalSystemConnector(
        systemConnector(metadata, types, typeRegistry, nodes, queries));
    catalogFactory.addConnectorFactory(new OneConnectorFactory(connector));
    catalogs.createCatalog(
        new CatalogName(catalogName), new ConnectorName(OneConnectorFactory.NAME), Map.of(), false);
  }

  private GlobalSystemConnector systemConnector(
      Metadata metadata,
      TypeManager types,
      TypeRegistry registry,
      InternalNodeManager nodes,
      QueryList queries) {
    return new GlobalSystemConnector(
        Set.of(
            new NodeSystemTable(nodes),
            QueriesTable.of(queries),
            new CatalogSystemTable(metadata, accessControl),
            new TableCommentSystemTable(metadata, accessControl),
            new MaterializedViewSystemTable(metadata, accessControl),
            new SchemaPropertiesSystemTable(metadata, accessControl, schemaProperties),
            new TablePropertiesSystemTable(metadata, accessControl, tableProperties),
            new MaterializedViewPropertiesSystemTable(
                metadata, accessControl, materializedViewProperties),
            new ColumnPropertiesSystemTable(metadata, accessControl, columnProperties),
            new AnalyzePropertiesSystemTable(metadata, accessControl, analyzeProperties),
            new TransactionsSystemTable(types, transactions),
            new AttributeJdbcTable(),
            new CatalogJdbcTable(metadata, accessControl),
            new ColumnJdbcTable(metadata, accessControl),
            new TypesJdbcTable(registry),
            new ProcedureColumnJdbcTable(),
            new ProcedureJdbcTable(),
            new PseudoColumnJdbcTable(),
            new SchemaJdbcTable(metadata, accessControl),
            new SuperTableJdbcTable(),
            new SuperTypeJdbcTable(),
            new TableJdbcTable(metadata, accessControl, nodes),
            new TableTypeJdbcTable(),
            new UdtJdbcTable()),
        Set.of(KillQuery.of(queries)),
        Set.of(new ExcludeColumnsFunction(), new SequenceFunction()));
  }

  private StatsCalculator statsCalculator() {
    StatsNormalizer normalizer = new StatsNormalizer();
    ScalarStatsCalculator scalars = new ScalarStatsCalculator(planner);
    return new ComposableStatsCalculator(
        new StatsCalculatorModule.StatsRulesProvider(
                scalars, new FilterStatsCalculator(planner, scalars, normalizer), normalizer)
            .get());
  }

  private AnalyzerFactory analyzerFactory(TableFunctionRegistry tableFunctions) {
    SqlEnvironmentConfig environment = new SqlEnvironmentConfig();
    return new AnalyzerFactory(
        new StatementAnalyzerFactory(
            planner,
            parser,
            SessionTimeProvider.DEFAULT,
            accessControl,
            transactions,
            user -> Set.of(),
            tableProcedures,
            tableFunctions,
            tableProperties,
            analyzeProperties,
            tableProcedureProperties),
        new StatementRewrite(
            Set.of(
                new DescribeInputRewrite(parser),
                new DescribeOutputRewrite(parser),
                new ShowStatsRewrite(planner.getMetadata(), explainers(), stats),
                new ShowQueriesRewrite(
                    environment,
                    planner.getMetadata(),
                    parser,
                    accessControl,
                    sessionProperties,
                    schemaProperties,
                    columnProperties,
                    tableProperties,
                    viewProperties,
                    materializedViewProperties))),
        noopTracer());
  }

  /** Plans what SHOW STATS is asked for. */
  private QueryExplainerFactory explainers() {
    return new QueryExplainerFactory(
        new StatisticsPlans(),
        new PlanFragmenter(
            planner.getMetadata(),
            planner.getFunctionManager(),
            transactions,
            catalogs,
            planner.getLanguageFunctionManager(),
            new QueryManagerConfig()),
        planner,
        stats,
        (_, _, _, _) -> PlanCostEstimate.unknown(),
        SingleNode.VERSION);
  }

  /** The planner's context, for those that are made before it. */
  private static final class PlannerReference {
    private final AtomicReference<PlannerContext> context = new AtomicReference<>();

    private void set(PlannerContext made) {
      context.set(made);
    }

    private PlannerContext get() {
      return requireNonNull(context.get(), "the planner is not made yet");
    }
  }

  /** Gives the one connector, which is made outside. */
  private record OneConnectorFactory(Connector connector) implements ConnectorFactory {
    private static final String NAME = "lakehouse";

    @Override
    public String getName() {
      return NAME;
    }

    @Override
    public Connector create(
        String catalogName, Map<String, String> config, ConnectorContext context) {
      return connector;
    }
  }

  @Override
  public void close() {
    catalogs.stop();
    splits.shutdown();
    notifications.shutdownNow();
    timeouts.shutdownNow();
  }
}
