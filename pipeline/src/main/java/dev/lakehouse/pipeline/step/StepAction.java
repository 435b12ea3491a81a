package dev.lakehouse.pipeline.step;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.ingest.source.CsvContractSource;
import dev.lakehouse.ingest.source.CsvFolderSource;
import dev.lakehouse.maintain.policy.Operation;
import dev.lakehouse.pipeline.plugin.StepPlugin;
import dev.lakehouse.quality.check.CheckSuite;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a step does, as a project declares it with {@code uses}. */
public sealed interface StepAction {
  /** A step that works with the file and the table of a source. */
  sealed interface OnContract extends StepAction {
    /** The source, and the file that is read instead of the source's own. */
    ContractInput input();
  }

  /**
   * A source, and which file of it is meant.
   *
   * @param file a path that is read instead of the source's own
   */
  record ContractInput(CsvContractSource source, Optional<Template> file) {
    public ContractInput {
      requireNonNull(source, "source is null");
      requireNonNull(file, "file is null");
    }
  }

  /** {@code csv.validate}: holds the source's file against its contract. */
  record ValidateCsv(ContractInput input) implements OnContract {}

  /** {@code csv.upload}: copies the source's file into the object store. */
  record UploadCsv(ContractInput input) implements OnContract {}

  /** {@code table.create_namespace}: makes the namespace of the source's table. */
  record CreateNamespace(ContractInput input) implements OnContract {}

  /** {@code table.create}: makes the source's table. */
  record CreateTable(ContractInput input) implements OnContract {}

  /**
   * {@code csv.upsert}: upserts what is new in the source's file.
   *
   * @param checks what the rows have to pass before readers see them; empty if nothing
   */
  record UpsertCsv(ContractInput input, Optional<CheckSuite> checks) implements OnContract {
    public UpsertCsv {
      requireNonNull(input, "input is null");
      requireNonNull(checks, "checks is null");
    }
  }

  /** {@code csv.watermark}: shows the watermark that the table carries. */
  record ShowWatermark(ContractInput input) implements OnContract {}

  /** {@code csv.ingest_folder}: ingests what is new in the source's folders. */
  record IngestFolder(CsvFolderSource source) implements StepAction {}

  /**
   * {@code sql}: runs statements, one after the other.
   *
   * @param script the statements; what the last one gives is the step's output
   * @param schema where tables are whose names do not say it
   */
  record RunSql(Template script, String schema) implements StepAction {
    public RunSql {
      requireNonNull(script, "script is null");
      requireNonNull(schema, "schema is null");
    }
  }

  /**
   * {@code checks.run}: makes the checks of tables, and notes the results down.
   *
   * @param gate true if the step fails with a check
   */
  record RunChecks(List<CheckSuite> suites, boolean gate) implements StepAction {
    public RunChecks {
      suites = List.copyOf(suites);
    }
  }

  /** {@code checks.gate}: fails if a check did that earlier steps of the run made. */
  record CheckGate() implements StepAction {}

  /** {@code maintain.tables}: puts out the names of all tables. */
  record ListTables() implements StepAction {}

  /**
   * {@code maintain}: maintains a table, and notes down what was done.
   *
   * @param operations what is done; empty for what the table's policy says
   */
  record MaintainTable(Template table, Set<Operation> operations) implements StepAction {
    public MaintainTable {
      requireNonNull(table, "table is null");
      operations = Set.copyOf(operations);
    }
  }

  /**
   * A step of a plugin.
   *
   * @param settings what the plugin is told, by names that only it knows
   */
  record RunPlugin(StepPlugin plugin, Map<String, Template> settings) implements StepAction {
    public RunPlugin {
      requireNonNull(plugin, "plugin is null");
      settings = Map.copyOf(settings);
    }
  }

  /**
   * {@code shell}: runs a program, without a shell between.
   *
   * @param command the program and its arguments
   * @param environment variables beside those of the worker
   * @param outputs true if each line that the program prints is an output of the step
   */
  record RunShell(List<Template> command, Map<String, Template> environment, boolean outputs)
      implements StepAction {
    public RunShell {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }
  }
}
