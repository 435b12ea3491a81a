package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.terminal.Column;
import dev.lakehouse.app.terminal.HumanFormat;
import dev.lakehouse.app.terminal.RowFormat;
import dev.lakehouse.app.terminal.RowPrinter;
import dev.lakehouse.table.TableStatistics;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.scan.SnapshotSelector;
import dev.lakehouse.table.schema.TypeNames;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tables} and what can be asked about one. */
@Command(
    name = "tables",
    description = "Lists the tables, or does something with one of them.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lakehouse tables",
      "  lakehouse tables preview lakehouse.sales --limit 5",
      "  lakehouse tables history lakehouse.sales --format json"
    })
final class TablesCommand implements Callable<Integer>, CommandGroup {
  private static final Set<Type.TypeID> NUMBERS =
      Set.of(
          Type.TypeID.INTEGER,
          Type.TypeID.LONG,
          Type.TypeID.FLOAT,
          Type.TypeID.DOUBLE,
          Type.TypeID.DECIMAL);

  /** Few, because they are read in full; the key of a table is mostly among them. */
  private static final int ORDERING_COLUMNS = 3;

  private final CommandContext context;

  TablesCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public List<Object> commands() {
    List<Object> commands = new ArrayList<>(List.of(new Preview(), new History(), new Show()));
    commands.addAll(new ReferenceCommands(context).all());
    return commands;
  }

  @Override
  public Integer call() {
    try (Platform platform = context.openPlatform()) {
      List<TableIdentifier> tables = platform.tables().list();
      list(platform.tables(), tables);
      if (tables.isEmpty() && context.format() == RowFormat.TABLE) {
        context.terminal().err().stream()
            .println("There are no tables yet: run a pipeline, or 'ingest' a file.");
      }
    }
    return ExitCode.DONE;
  }

  private void list(Tables tables, List<TableIdentifier> identifiers) {
    try (RowPrinter rows =
        context.rows(
            List.of(
                Column.text("table"),
                Column.number("rows"),
                Column.number("files"),
                Column.number("size"),
                Column.text("last snapshot")))) {
      for (TableIdentifier identifier : identifiers) {
        tables
            .find(identifier)
            .ifPresent(table -> {
              TableStatistics statistics = TableStatistics.of(table);
              List<Object> row = new ArrayList<>();
              row.add(identifier.toString());
              row.add(statistics.rows());
              row.add(statistics.files());
              row.add(size(statistics.bytes()));
              row.add(statistics.committed().map(TablesCommand::seconds).orElse(null));
              rows.row(row);
            });
      }
    }
  }

  /** For people in a unit that suits it, for programs in bytes. */
  private Object size(long bytes) {
    return context.format() == RowFormat.TABLE ? HumanFormat.bytes(bytes) : (Object) bytes;
  }

  private static String seconds(Instant time) {
    return DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.SECONDS));
  }

  @Command(name = "preview", description = "Shows rows of a table.")
  private final class Preview implements Callable<Integer> {
    @Parameters(paramLabel = "TABLE", description = "The table, such as lakehouse.sales.")
    private String table;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "20",
        description = "How many rows at the most. Default: ${DEFAULT-VALUE}.")
    private long limit;

    @Option(
        names = "--snapshot",
        paramLabel = "ID",
        description = "The table as of this snapshot ('tables history' lists them).")
    private Long snapshot;

    @Override
    public Integer call() {
      try (Platform platform = context.openPlatform();
          DuckSession session = platform.tables().session()) {
        Table loaded = TableName.load(platform.tables(), table);
        ScanRequest request =
            Optional.ofNullable(snapshot)
                .map(id -> ScanRequest.of(new SnapshotSelector.ById(id)))
                .orElseGet(ScanRequest::all);
        try (PlannedScan scan = platform.tables().scan(TableName.parse(table), request, session);
            RowPrinter rows =
                context.rows(
                    scan.schema().columns().stream().map(TablesCommand::column).toList())) {
          session.query(
              "SELECT * FROM (%s)%s LIMIT %d"
                  .formatted(scan.select(), firstColumns(loaded), Math.max(0, limit)),
              row -> {
                List<Object> values = new ArrayList<>();
                for (int i = 1; i <= scan.schema().columns().size(); i++) {
                  values.add(PrintedValue.of(row.getObject(i)));
                }
                rows.row(values);
                return values.size();
              });
        }
      }
      return ExitCode.DONE;
    }
  }

  /** Without an order the same preview would look different each time. */
  private static String firstColumns(Table table) {
    String columns =
        table.schema().columns().stream()
            .filter(field -> field.type().isPrimitiveType())
            .limit(ORDERING_COLUMNS)
            .map(field -> SqlText.name(field.name()))
            .collect(Collectors.joining(", "));
    return columns.isEmpty() ? "" : " ORDER BY " + columns;
  }

  private static Column column(NestedField field) {
    return NUMBERS.contains(field.type().typeId())
        ? Column.number(field.name())
        : Column.text(field.name());
  }

  @Command(name = "history", description = "Lists the snapshots of a table, the newest first.")
  private final class History implements Callable<Integer> {
    @Parameters(paramLabel = "TABLE", description = "The table, such as lakehouse.sales.")
    private String table;

    @Override
    public Integer call() {
      try (Platform platform = context.openPlatform()) {
        Table loaded = TableName.load(platform.tables(), table);
        try (RowPrinter rows =
            context.rows(
                List.of(
                    Column.text("snapshot"),
                    Column.text("committed"),
                    Column.text("operation"),
                    Column.number("rows added"),
                    Column.number("rows removed"),
                    Column.number("rows"),
                    Column.text("current"),
                    Column.text("references")))) {
          List<Snapshot> snapshots =
              StreamSupport.stream(loaded.snapshots().spliterator(), false)
                  .sorted(
                      (left, right) -> Long.compare(right.sequenceNumber(), left.sequenceNumber()))
                  .toList();
          for (Snapshot snapshot : snapshots) {
            TableStatistics.Change change = TableStatistics.changeOf(snapshot);
            rows.row(
                List.of(
                    Long.toString(snapshot.snapshotId()),
                    seconds(Instant.ofEpochMilli(snapshot.timestampMillis())),
                    snapshot.operation(),
                    change.rowsAdded(),
                    change.rowsRemoved(),
                    TableStatistics.of(snapshot).rows(),
                    isCurrent(loaded, snapshot) ? "yes" : "",
                    references(loaded, snapshot)));
          }
        }
      }
      return ExitCode.DONE;
    }
  }

  private static boolean isCurrent(Table table, Snapshot snapshot) {
    return table.currentSnapshot() != null
        && table.currentSnapshot().snapshotId() == snapshot.snapshotId();
  }

  private static String references(Table table, Snapshot snapshot) {
    return String.join(
        ", ",
        table.refs().entrySet().stream()
            .filter(entry -> entry.getValue().snapshotId() == snapshot.snapshotId())
            .filter(entry -> !entry.getKey().equals(SnapshotRef.MAIN_BRANCH))
            .map(entry -> (entry.getValue().isTag() ? "tag " : "branch ") + entry.getKey())
            .sorted()
            .toList());
  }

  @Command(name = "show", description = "Shows the columns and the layout of a table.")
  private final class Show implements Callable<Integer> {
    @Parameters(paramLabel = "TABLE", description = "The table, such as lakehouse.sales.")
    private String table;

    @Override
    public Integer call() {
      try (Platform platform = context.openPlatform()) {
        Table loaded = TableName.load(platform.tables(), table);
        try (RowPrinter rows =
            context.rows(
                List.of(
                    Column.text("column"),
                    Column.text("type"),
                    Column.text("required"),
                    Column.text("partition")))) {
          for (NestedField field : loaded.schema().columns()) {
            String partition =
                String.join(
                    ", ",
                    loaded.spec().fields().stream()
                        .filter(part -> part.sourceId() == field.fieldId())
                        .map(part -> part.transform().toString())
                        .toList());
            rows.row(
                List.of(
                    field.name(),
                    TypeNames.of(field.type()),
                    field.isRequired() ? "yes" : "",
                    partition));
          }
        }
      }
      return ExitCode.DONE;
    }
  }
}
