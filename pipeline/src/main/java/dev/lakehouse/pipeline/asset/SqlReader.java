package dev.lakehouse.pipeline.asset;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.settings.Place;
import dev.lakehouse.base.settings.SettingsMapping;
import dev.lakehouse.pipeline.step.StepAction;
import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.text.SqlScript;
import dev.lakehouse.sql.trino.StatementTables;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the statements of a step: which tables they name, and whether they are statements. */
final class SqlReader {
  private static final Pattern PLACE_IN_MESSAGE = Pattern.compile("^line \\d+:\\d+: ");
  private static final Map<String, String> SAMPLES =
      Map.of(
          "run.id", "1",
          "run.pipeline", "pipeline",
          "run.time", "2024-01-01T00:00:00Z",
          "run.date", "2024-01-01");
  private static final String PARAMETERS = "params.";

  private final Path directory;

  SqlReader(Path directory) {
    this.directory = requireNonNull(directory, "directory is null");
  }

  /** The tables that statements name. */
  record Read(Set<String> reads, Set<String> writes) {}

  /**
   * The tables that a step's statements name; what is no statement is reported, unless only a run
   * knows all of its text.
   */
  Read read(StepAction.RunSql run, SettingsMapping step, Map<String, String> values) {
    boolean known =
        run.script().names().stream()
            .allMatch(name ->
                SAMPLES.containsKey(name)
                    || (name.startsWith(PARAMETERS)
                        && values.containsKey(name.substring(PARAMETERS.length()))));
    String script = run.script().fill(name -> sample(name, values));
    Set<String> reads = new LinkedHashSet<>();
    Set<String> writes = new LinkedHashSet<>();
    for (SqlScript.Statement statement : SqlScript.of(script).statements()) {
      try {
        StatementTables tables =
            StatementTables.of(statement.text(), LakehouseCatalog.NAME, run.schema());
        reads.addAll(tables.reads());
        writes.addAll(tables.writes());
      } catch (SqlException e) {
        if (known) {
          reject(step, statement, e);
        }
      }
    }
    return new Read(reads, writes);
  }

  private static String sample(String name, Map<String, String> values) {
    return name.startsWith(PARAMETERS)
        ? values.getOrDefault(name.substring(PARAMETERS.length()), "value")
        : SAMPLES.getOrDefault(name, "value");
  }

  private void reject(SettingsMapping step, SqlScript.Statement statement, SqlException error) {
    String message = PLACE_IN_MESSAGE.matcher(error.getMessage()).replaceFirst("");
    SqlException.Location place =
        error.error().location().map(statement::inScript).orElse(statement.start());
    step.optionalText("file")
        .ifPresentOrElse(
            file ->
                step.reject(
                    new Place(directory.resolve(file).toString(), place.line(), place.column()),
                    "this is no SQL: " + message),
            () ->
                step.reject(
                    "query",
                    "this is no SQL, in line %d and column %d of it: %s"
                        .formatted(place.line(), place.column(), message)));
  }
}
