package dev.lakehouse.sql.trino;

import static com.google.common.util.concurrent.MoreExecutors.directExecutor;
import static io.airlift.concurrent.MoreFutures.getFutureValue;
import static io.trino.execution.querystats.PlanOptimizersStatsCollector.createPlanOptimizersStatsCollector;

import dev.lakehouse.sql.SessionUpdate;
import io.trino.Session;
import io.trino.execution.AddColumnTask;
import io.trino.execution.CallTask;
import io.trino.execution.CommentTask;
import io.trino.execution.CreateFunctionTask;
import io.trino.execution.CreateMaterializedViewTask;
import io.trino.execution.CreateRoleTask;
import io.trino.execution.CreateSchemaTask;
import io.trino.execution.CreateTableTask;
import io.trino.execution.CreateViewTask;
import io.trino.execution.DataDefinitionTask;
import io.trino.execution.DeallocateTask;
import io.trino.execution.DenyTask;
import io.trino.execution.DropColumnTask;
import io.trino.execution.DropFunctionTask;
import io.trino.execution.DropMaterializedViewTask;
import io.trino.execution.DropNotNullConstraintTask;
import io.trino.execution.DropRoleTask;
import io.trino.execution.DropSchemaTask;
import io.trino.execution.DropTableTask;
import io.trino.execution.DropViewTask;
import io.trino.execution.GrantRolesTask;
import io.trino.execution.GrantTask;
import io.trino.execution.PrepareTask;
import io.trino.execution.QueryInfo;
import io.trino.execution.QueryPreparer.PreparedQuery;
import io.trino.execution.QueryStateMachine;
import io.trino.execution.RenameColumnTask;
import io.trino.execution.RenameMaterializedViewTask;
import io.trino.execution.RenameSchemaTask;
import io.trino.execution.RenameTableTask;
import io.trino.execution.RenameViewTask;
import io.trino.execution.ResetSessionTask;
import io.trino.execution.RevokeRolesTask;
import io.trino.execution.RevokeTask;
import io.trino.execution.SessionPropertyEvaluator;
import io.trino.execution.SetAuthorizationTask;
import io.trino.execution.SetColumnTypeTask;
import io.trino.execution.SetPathTask;
import io.trino.execution.SetPropertiesTask;
import io.trino.execution.SetRoleTask;
import io.trino.execution.SetSessionTask;
import io.trino.execution.SetTimeZoneTask;
import io.trino.execution.TruncateTableTask;
import io.trino.execution.UseTask;
import io.trino.execution.warnings.WarningCollector;
import io.trino.metadata.Metadata;
import io.trino.security.AccessControl;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.resourcegroups.ResourceGroupId;
import io.trino.sql.SqlEnvironmentConfig;
import io.trino.sql.tree.AddColumn;
import io.trino.sql.tree.Call;
import io.trino.sql.tree.Comment;
import io.trino.sql.tree.Commit;
import io.trino.sql.tree.CreateCatalog;
import io.trino.sql.tree.CreateFunction;
import io.trino.sql.tree.CreateMaterializedView;
import io.trino.sql.tree.CreateRole;
import io.trino.sql.tree.CreateSchema;
import io.trino.sql.tree.CreateTable;
import io.trino.sql.tree.CreateView;
import io.trino.sql.tree.Deallocate;
import io.trino.sql.tree.Deny;
import io.trino.sql.tree.DropCatalog;
import io.trino.sql.tree.DropColumn;
import io.trino.sql.tree.DropFunction;
import io.trino.sql.tree.DropMaterializedView;
import io.trino.sql.tree.DropNotNullConstraint;
import io.trino.sql.tree.DropRole;
import io.trino.sql.tree.DropSchema;
import io.trino.sql.tree.DropTable;
import io.trino.sql.tree.DropView;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.Grant;
import io.trino.sql.tree.GrantRoles;
import io.trino.sql.tree.Prepare;
import io.trino.sql.tree.RenameColumn;
import io.trino.sql.tree.RenameMaterializedView;
import io.trino.sql.tree.RenameSchema;
import io.trino.sql.tree.RenameTable;
import io.trino.sql.tree.RenameView;
import io.trino.sql.tree.ResetSession;
import io.trino.sql.tree.ResetSessionAuthorization;
import io.trino.sql.tree.Revoke;
import io.trino.sql.tree.RevokeRoles;
import io.trino.sql.tree.Rollback;
import io.trino.sql.tree.SetAuthorizationStatement;
import io.trino.sql.tree.SetColumnType;
import io.trino.sql.tree.SetPath;
import io.trino.sql.tree.SetProperties;
import io.trino.sql.tree.SetRole;
import io.trino.sql.tree.SetSession;
import io.trino.sql.tree.SetSessionAuthorization;
import io.trino.sql.tree.SetTimeZone;
import io.trino.sql.tree.StartTransaction;
import io.trino.sql.tree.Statement;
import io.trino.sql.tree.TruncateTable;
import io.trino.sql.tree.Use;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the statements that change metadata or the session, each by the task that runs it in Trino:
 * its checks and its messages are Trino's. Thread-safe.
 */
final class MetadataStatements {
  private static final URI NOWHERE = URI.create("lakehouse:/");

  private final TrinoServices services;
  private final Map<Class<? extends Statement>, Task<?>> tasks = new HashMap<>();
  private final Map<Class<? extends Statement>, String> refused =
      Map.of(
          StartTransaction.class, "Transactions of several statements are not supported",
          Commit.class, "Transactions of several statements are not supported",
          Rollback.class, "Transactions of several statements are not supported",
          CreateCatalog.class, "CREATE CATALOG is not supported by the static catalog store",
          DropCatalog.class, "DROP CATALOG is not supported by the static catalog store",
          SetSessionAuthorization.class, "SET SESSION AUTHORIZATION is not supported",
          ResetSessionAuthorization.class, "RESET SESSION AUTHORIZATION is not supported");

  /** A task together with the statements that it can run. */
  private record Task<T extends Statement>(Class<T> statement, DataDefinitionTask<T> task) {
    private void run(Statement given, QueryStateMachine query, List<Expression> parameters) {
      getFutureValue(task.execute(statement.cast(given), query, parameters, WarningCollector.NOOP));
    }
  }

  MetadataStatements(TrinoServices services) {
    this.services = services;
    Metadata metadata = services.planner.getMetadata();
    AccessControl access = services.accessControl;
    SqlEnvironmentConfig environment = new SqlEnvironmentConfig();
    addSchemas(metadata, access);
    addTables(metadata, access);
    addColumns(metadata, access);
    addViews(metadata, access);
    addSession(metadata, access, environment);
    addRoles(metadata, access);
    add(
        CreateFunction.class,
        new CreateFunctionTask(
            environment,
            services.parser,
            metadata,
            services.planner.getFunctionManager(),
            access,
            services.planner.getLanguageFunctionManager()));
    add(
        DropFunction.class,
        new DropFunctionTask(
            environment, metadata, access, services.planner.getLanguageFunctionManager()));
    add(
        Call.class,
        new CallTask(services.transactions, services.planner, access, services.procedures));
  }

  private <T extends Statement> void add(Class<T> statement, DataDefinitionTask<T> task) {
    tasks.put(statement, new Task<>(statement, task));
  }

  private void addSchemas(Metadata metadata, AccessControl access) {
    add(
        CreateSchema.class,
        new CreateSchemaTask(services.planner, access, services.schemaProperties));
    add(DropSchema.class, new DropSchemaTask(metadata, access));
    add(RenameSchema.class, new RenameSchemaTask(metadata, access));
    add(SetAuthorizationStatement.class, new SetAuthorizationTask(metadata, access));
  }

  private void addTables(Metadata metadata, AccessControl access) {
    add(
        CreateTable.class,
        new CreateTableTask(
            services.planner, access, services.columnProperties, services.tableProperties));
    add(DropTable.class, new DropTableTask(metadata, access));
    add(RenameTable.class, new RenameTableTask(metadata, access));
    add(TruncateTable.class, new TruncateTableTask(metadata, access));
    add(
        SetProperties.class,
        new SetPropertiesTask(
            services.planner,
            access,
            services.tableProperties,
            services.materializedViewProperties));
    add(Comment.class, new CommentTask(metadata, access));
  }

  private void addColumns(Metadata metadata, AccessControl access) {
    add(AddColumn.class, new AddColumnTask(services.planner, access, services.columnProperties));
    add(DropColumn.class, new DropColumnTask(metadata, access));
    add(RenameColumn.class, new RenameColumnTask(metadata, access));
    add(
        SetColumnType.class,
        new SetColumnTypeTask(metadata, services.planner.getTypeManager(), access));
    add(DropNotNullConstraint.class, new DropNotNullConstraintTask(metadata, access));
  }

  private void addViews(Metadata metadata, AccessControl access) {
    add(
        CreateView.class,
        new CreateViewTask(
            services.planner,
            access,
            services.parser,
            services.analyzers,
            services.viewProperties));
    add(DropView.class, new DropViewTask(metadata, access));
    add(RenameView.class, new RenameViewTask(metadata, access));
    add(
        CreateMaterializedView.class,
        new CreateMaterializedViewTask(
            services.planner,
            access,
            services.parser,
            services.analyzers,
            services.materializedViewProperties));
    add(DropMaterializedView.class, new DropMaterializedViewTask(metadata, access));
    add(RenameMaterializedView.class, new RenameMaterializedViewTask(metadata, access));
  }

  private void addSession(
      Metadata metadata, AccessControl access, SqlEnvironmentConfig environment) {
    add(Use.class, new UseTask(metadata, access));
    add(
        SetSession.class,
        new SetSessionTask(
            new SessionPropertyEvaluator(
                services.planner, access, services.sessionProperties, environment),
            access));
    add(ResetSession.class, new ResetSessionTask(metadata, services.sessionProperties));
    add(SetPath.class, new SetPathTask(metadata));
    add(SetTimeZone.class, new SetTimeZoneTask(services.planner, access));
    add(Prepare.class, new PrepareTask(services.parser));
    add(Deallocate.class, new DeallocateTask());
  }

  private void addRoles(Metadata metadata, AccessControl access) {
    add(CreateRole.class, new CreateRoleTask(metadata, access));
    add(DropRole.class, new DropRoleTask(metadata, access));
    add(GrantRoles.class, new GrantRolesTask(metadata, access));
    add(RevokeRoles.class, new RevokeRolesTask(metadata, access));
    add(SetRole.class, new SetRoleTask(metadata, access));
    add(Grant.class, new GrantTask(metadata, access));
    add(Deny.class, new DenyTask(metadata, access));
    add(Revoke.class, new RevokeTask(metadata, access));
  }

  /**
   * Runs a statement if it is one of these; empty if it is another.
   *
   * @param session a session in an open transaction
   * @throws TrinoException for what Trino refuses
   */
  Optional<MetadataOutcome> run(Session session, PreparedQuery query) {
    Statement statement = query.getStatement();
    String reason = refused.get(statement.getClass());
    if (reason != null) {
      throw new TrinoException(StandardErrorCode.NOT_SUPPORTED, reason);
    }
    return Optional.ofNullable(tasks.get(statement.getClass()))
        .map(task -> run(session, query, task));
  }

  private MetadataOutcome run(Session session, PreparedQuery query, Task<?> task) {
    QueryStateMachine state = stateMachine(session, query);
    task.run(query.getStatement(), state, query.getParameters());
    return new MetadataOutcome(
        task.task().getName(), update(state.updateQueryInfo(Optional.empty())), false);
  }

  private QueryStateMachine stateMachine(Session session, PreparedQuery query) {
    // The state machine registers the query itself, and it can be registered once only.
    services.planner.getMetadata().cleanupQuery(session);
    return QueryStateMachine.begin(
        Optional.empty(),
        query.getPrepareSql().orElse(""),
        query.getPrepareSql(),
        session,
        NOWHERE,
        new ResourceGroupId("global"),
        // The session has its transaction already.
        true,
        services.transactions,
        services.accessControl,
        directExecutor(),
        services.planner.getMetadata(),
        WarningCollector.NOOP,
        createPlanOptimizersStatsCollector(),
        Optional.empty(),
        false,
        Optional.empty(),
        SingleNode.VERSION);
  }

  private static SessionUpdate update(QueryInfo info) {
    return new SessionUpdate(
        info.getSetCatalog(),
        info.getSetSchema(),
        info.getSetPath(),
        info.getSetSessionProperties(),
        info.getResetSessionProperties(),
        info.getAddedPreparedStatements(),
        info.getDeallocatedPreparedStatements());
  }
}
