package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.terminal.Column;
import dev.lakehouse.app.terminal.HumanFormat;
import dev.lakehouse.app.terminal.Progress;
import dev.lakehouse.app.terminal.RowFormat;
import dev.lakehouse.app.terminal.RowPrinter;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.NearestWord;
import dev.lakehouse.base.settings.SettingType;
import dev.lakehouse.maintain.log.MaintenanceLog;
import dev.lakehouse.maintain.policy.MaintenancePolicy;
import dev.lakehouse.maintain.policy.Operation;
import dev.lakehouse.maintain.run.MaintenanceListener;
import dev.lakehouse.maintain.run.MaintenanceReport;
import dev.lakehouse.maintain.run.OperationReport;
import dev.lakehouse.maintain.run.PlannedWork;
import dev.lakehouse.maintain.run.TableMaintenance;
import dev.lakehouse.table.maintain.Extent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.iceberg.catalog.TableIdentifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "maintain",
    description =
        "Keeps tables small and quick: compacts files, expires snapshots, removes orphans.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  lakehouse maintain",
      "  lakehouse maintain lakehouse.sales --dry-run",
      "  lakehouse maintain --operation optimize --operation expire_snapshots"
    })
final class MaintainCommand implements Callable<Integer> {
  private static final SettingType<Operation> OPERATION = SettingType.oneOf(Operation.class);

  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "TABLE",
      description = "The tables, such as lakehouse.sales. Default: all of them.")
  private List<String> names = List.of();

  @Option(
      names = "--operation",
      paramLabel = "NAME",
      description =
          "Do this: optimize, expire_snapshots, rewrite_manifests, remove_orphan_files or"
              + " remove_old_metadata; can be given more than once. Default: what each table's"
              + " policy says.")
  private List<String> operations = List.of();

  @Option(
      names = "--dry-run",
      description = "Only list what would be rewritten, expired and removed.")
  private boolean dryRun;

  MaintainCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public Integer call() {
    Set<Operation> wanted = operations();
    try (Platform platform = context.openPlatform()) {
      TableMaintenance maintenance = platform.maintenance();
      List<TableIdentifier> all = maintenance.tables();
      List<TableIdentifier> chosen =
          names.isEmpty() ? all : names.stream().map(name -> TableName.find(all, name)).toList();
      warnOfUnknownTables(platform, all);
      boolean sound =
          dryRun
              ? plan(maintenance, chosen, wanted)
              : maintain(maintenance, chosen, wanted, new MaintenanceLog(platform.tables()));
      return sound ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  private Set<Operation> operations() {
    Set<Operation> wanted = EnumSet.noneOf(Operation.class);
    for (String name : operations) {
      wanted.add(
          OPERATION
              .parse()
              .apply(name)
              .orElseThrow(() ->
                  WrongUsage.of(
                      spec,
                      "there is no operation '%s'".formatted(name),
                      NearestWord.to(name, OPERATION.words())
                          .map("did you mean '%s'?"::formatted)
                          .orElse("the operations are " + String.join(", ", OPERATION.words())))));
    }
    return wanted;
  }

  /** A name that is misspelt would leave its table to the policy of all. */
  private void warnOfUnknownTables(Platform platform, List<TableIdentifier> all) {
    List<String> known = all.stream().map(TableIdentifier::toString).toList();
    platform.settings().maintenance().ofTables().keySet().stream()
        .filter(name -> !known.contains(name))
        .sorted()
        .forEach(name ->
            context.terminal().err().stream()
                .println(
                    "warning: lakehouse.yaml has a policy for %s, and there is no such table%s"
                        .formatted(
                            name,
                            NearestWord.to(name, known)
                                .map("; did you mean %s?"::formatted)
                                .orElse(""))));
  }

  private boolean maintain(
      TableMaintenance maintenance,
      List<TableIdentifier> tables,
      Set<Operation> wanted,
      MaintenanceLog log) {
    String runId = UUID.randomUUID().toString();
    List<OperationReport> reports = new ArrayList<>();
    boolean sound = true;
    try (Progress progress = context.progress()) {
      for (TableIdentifier table : tables) {
        progress.note(table.toString());
        MaintenanceReport report =
            maintenance.maintain(table, wanted, runId, new Display(progress));
        reports.addAll(report.operations());
        sound &= report.isSound();
      }
      log.append(reports);
    }
    print(reports);
    return sound;
  }

  private void print(List<OperationReport> reports) {
    boolean forPeople = context.format() == RowFormat.TABLE;
    try (RowPrinter rows = context.rows(forPeople ? HUMAN_COLUMNS : COLUMNS)) {
      for (OperationReport report : reports) {
        rows.row(forPeople ? humanRow(report) : row(report));
      }
    }
  }

  private static final List<Column> HUMAN_COLUMNS =
      List.of(
          Column.text("table"),
          Column.text("operation"),
          Column.text("status"),
          Column.number("files"),
          Column.number("size"),
          Column.number("duration"),
          Column.text("details"));

  private static List<Object> humanRow(OperationReport report) {
    return Arrays.asList(
        report.table().toString(),
        report.operation().toString(),
        report.status().toString(),
        change(
            report.before().map(extent -> HumanFormat.count(extent.files())),
            report.after().map(extent -> HumanFormat.count(extent.files()))),
        change(
            report.before().map(extent -> HumanFormat.bytes(extent.bytes())),
            report.after().map(extent -> HumanFormat.bytes(extent.bytes()))),
        HumanFormat.duration(report.took()),
        report.summary());
  }

  private static String change(Optional<String> before, Optional<String> after) {
    return before.isEmpty() || after.isEmpty()
        ? ""
        : before.equals(after) ? after.get() : before.get() + " → " + after.get();
  }

  private static final List<Column> COLUMNS =
      List.of(
          Column.text("table"),
          Column.text("operation"),
          Column.text("status"),
          Column.number("files_before"),
          Column.number("files_after"),
          Column.number("bytes_before"),
          Column.number("bytes_after"),
          Column.number("duration_seconds"),
          Column.text("details"),
          Column.text("error"));

  private static List<Object> row(OperationReport report) {
    return Arrays.asList(
        report.table().toString(),
        report.operation().toString(),
        report.status().toString(),
        report.before().map(Extent::files).orElse(null),
        report.after().map(Extent::files).orElse(null),
        report.before().map(Extent::bytes).orElse(null),
        report.after().map(Extent::bytes).orElse(null),
        report.took().toMillis() / 1000.0,
        report.summary(),
        report.failure().map(LakehouseException::getMessage).orElse(null));
  }

  private boolean plan(
      TableMaintenance maintenance, List<TableIdentifier> tables, Set<Operation> wanted) {
    boolean sound = true;
    try (RowPrinter rows =
        context.rows(
            List.of(
                Column.text("table"),
                Column.text("operation"),
                Column.text("what"),
                Column.number("files"),
                Column.number("size")))) {
      for (TableIdentifier table : tables) {
        for (Operation operation : Operation.values()) {
          sound &= plan(maintenance, table, operation, wanted, rows);
        }
      }
    }
    return sound;
  }

  private boolean plan(
      TableMaintenance maintenance,
      TableIdentifier table,
      Operation operation,
      Set<Operation> wanted,
      RowPrinter rows) {
    try {
      MaintenancePolicy policy = maintenance.policy(table);
      if (wanted.isEmpty() ? policy.operations().contains(operation) : wanted.contains(operation)) {
        maintenance.plan(table, operation).forEach(work -> rows.row(row(work)));
      }
      return true;
    } catch (LakehouseException e) {
      context.terminal().err().stream()
          .println("%s of %s: %s".formatted(operation, table, e.getMessage()));
      return false;
    }
  }

  private List<Object> row(PlannedWork work) {
    boolean counted = !work.extent().equals(Extent.NONE);
    return Arrays.asList(
        work.table().toString(),
        work.operation().toString(),
        work.what(),
        counted ? (Object) work.extent().files() : null,
        counted ? size(work.extent().bytes()) : null);
  }

  /** For people in a unit that suits it, for programs in bytes. */
  private Object size(long bytes) {
    return context.format() == RowFormat.TABLE ? HumanFormat.bytes(bytes) : (Object) bytes;
  }

  /** Shows the operations as they go. */
  private static final class Display implements MaintenanceListener {
    private final Progress progress;
    private Optional<Progress.Step> step = Optional.empty();

    private Display(Progress progress) {
      this.progress = progress;
    }

    @Override
    public void started(TableIdentifier table, Operation operation) {
      step = Optional.of(progress.begin(operation.toString()));
    }

    @Override
    public void progressed(TableIdentifier table, Operation operation, String soFar) {
      step.ifPresent(shown -> shown.update(soFar));
    }

    @Override
    public void ended(OperationReport report) {
      Progress.Step shown = step.orElseGet(() -> progress.begin(report.operation().toString()));
      step = Optional.empty();
      switch (report.status()) {
        case SUCCESS -> shown.done(report.summary());
        case SKIPPED -> shown.skipped(report.summary());
        case FAILED -> shown.failed(report.summary());
      }
      report
          .failure()
          .flatMap(LakehouseException::remedy)
          .ifPresent(remedy -> progress.note("          remedy: " + remedy));
    }
  }
}
