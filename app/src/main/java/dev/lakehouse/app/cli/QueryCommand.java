package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.PlatformSettings;
import dev.lakehouse.app.platform.SqlEngines;
import dev.lakehouse.app.shell.Shell;
import dev.lakehouse.app.shell.StatementRunner;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.text.SqlScript;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "query",
    description = "Runs Trino SQL; without any, on a terminal, asks for it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lakehouse query \"SELECT country, sum(amount) FROM sales GROUP BY country\"",
      "  lakehouse query -f report.sql --format csv > report.csv",
      "  lakehouse query"
    })
final class QueryCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "SQL",
      description = "The statement, or several with semicolons between them.")
  private String sql;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "The file with the statements; - for standard input.")
  private Path file;

  @Option(names = "--keep-going", description = "Do not stop at the first statement that fails.")
  private boolean keepGoing;

  @Option(
      names = "--catalog",
      paramLabel = "NAME",
      description = "The catalog of names that do not say theirs. Default: ${DEFAULT-VALUE}.",
      defaultValue = LakehouseCatalog.NAME)
  private String catalog;

  @Option(
      names = "--schema",
      paramLabel = "NAME",
      description = "The schema of names that do not say theirs. Default: ${DEFAULT-VALUE}.",
      defaultValue = "lakehouse")
  private String schema;

  @Option(
      names = "--session",
      paramLabel = "NAME=VALUE",
      description = "A session property, such as time_zone_id=Europe/Berlin.")
  private Map<String, String> properties = new LinkedHashMap<>();

  QueryCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public Integer call() throws IOException {
    if (sql != null && file != null) {
      throw WrongUsage.of(
          spec, "there is SQL, and a file of SQL too", "Give one of them, not both.");
    }
    if (sql == null && file == null && context.terminal().keyboard()) {
      return prompt();
    }
    Optional<String> script =
        Optional.ofNullable(file).map(Path::toString).filter(name -> !name.equals(STANDARD_INPUT));
    List<SqlScript.Statement> statements = SqlScript.of(text(script)).statements();
    if (statements.isEmpty()) {
      throw WrongUsage.of(
          spec, "there is no statement to run", "Give one, such as query \"SELECT 1\".");
    }
    return run(statements, script);
  }

  private String text(Optional<String> script) throws IOException {
    if (sql != null) {
      return sql;
    }
    if (script.isEmpty()) {
      return new String(context.in().readAllBytes(), StandardCharsets.UTF_8);
    }
    Path path = context.resolve(file);
    if (!Files.isRegularFile(path)) {
      throw WrongUsage.of(spec, "there is no file " + path, "-f wants a file with SQL in it.");
    }
    return Files.readString(path);
  }

  private int run(List<SqlScript.Statement> statements, Optional<String> script) {
    PlatformSettings settings = context.platformSettings();
    Path home = context.openHome();
    try (SqlEngine engine = SqlEngines.open(settings, home)) {
      StatementRunner runner = new StatementRunner(engine, session(settings), context.format());
      // Closed before the engine: by then everything is told, and the engine may end as it likes.
      try (StopSignal _ = new StopSignal(runner::stop)) {
        return run(statements, script, runner);
      }
    }
  }

  private int run(
      List<SqlScript.Statement> statements, Optional<String> script, StatementRunner runner) {
    int exitCode = ExitCode.DONE;
    for (SqlScript.Statement statement : statements) {
      try {
        var _ = runner.run(statement.text(), context.terminal());
      } catch (LakehouseException e) {
        context.terminal().flush();
        exitCode = new ErrorReport(context).statement(e, statement, script);
        if (!keepGoing || runner.isStopped() || e.code() == ErrorCode.UNAVAILABLE) {
          break;
        }
      }
    }
    context.terminal().flush();
    return exitCode;
  }

  private int prompt() {
    PlatformSettings settings = context.platformSettings();
    Path home = context.openHome();
    try (SqlEngine engine = SqlEngines.opening(settings, home)) {
      new Shell(
              context.terminal(),
              new StatementRunner(engine, session(settings), context.format()),
              engine,
              home.resolve("query_history"),
              (error, statement) ->
                  new ErrorReport(context).statement(error, statement, Optional.empty()))
          .run();
    }
    return ExitCode.DONE;
  }

  private SqlSession session(PlatformSettings settings) {
    SqlSession plain = SqlSession.of(user(settings), name(catalog), name(schema));
    return new SqlSession(
        plain.user(),
        Optional.of("lakehouse query"),
        plain.catalog(),
        plain.schema(),
        plain.path(),
        plain.timeZone(),
        plain.locale(),
        properties,
        plain.preparedStatements());
  }

  private static String user(PlatformSettings settings) {
    return settings
        .trino()
        .flatMap(trino -> trino.user())
        .orElseGet(() -> System.getProperty("user.name"));
  }

  private static String name(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
