package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.CsvInspector;
import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.terminal.HumanFormat;
import dev.lakehouse.app.terminal.Progress;
import dev.lakehouse.app.terminal.VisibleText;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.ingest.csv.BadRows;
import dev.lakehouse.ingest.csv.CsvEncoding;
import dev.lakehouse.ingest.csv.CsvOptions;
import dev.lakehouse.ingest.load.FileOutcome;
import dev.lakehouse.ingest.load.InputFile;
import dev.lakehouse.ingest.load.LoadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.TableIdentifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "ingest",
    description = "Loads CSV files into a table. Files that come again replace their own rows.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  lakehouse ingest things.csv --dry-run",
      "  lakehouse ingest things.csv --table lakehouse.things",
      "  lakehouse ingest exports/ --table lakehouse.things --quarantine 100"
    })
final class IngestCommand implements Callable<Integer> {
  private static final String CSV_NAME = ".*\\.(csv|tsv)(\\.gz|\\.zst)?";

  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "CSV files, or folders of them.")
  private List<Path> paths;

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description = "The table, such as lakehouse.things; made if it is not there.")
  private String table;

  @Option(
      names = "--dry-run",
      description = "Only show what the files hold, how they are read, and why.")
  private boolean dryRun;

  @Option(
      names = "--delimiter",
      paramLabel = "TEXT",
      description = "What stands between two fields; 'tab' for a tab. Default: detected.")
  private String delimiter;

  @Option(
      names = "--quote",
      paramLabel = "CHAR",
      description = "What stands around a field; empty for nothing. Default: detected.")
  private String quote;

  @Option(
      names = "--escape",
      paramLabel = "CHAR",
      description = "Before a quote in a field: the quote itself, or \\. Default: detected.")
  private String escape;

  @Option(
      names = "--header",
      negatable = true,
      description = "Whether the first record names the columns. Default: detected.")
  private Boolean header;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description = "UTF-8, UTF-16LE, UTF-16BE, ISO-8859-1 or windows-1252. Default: detected.")
  private String encoding;

  @Option(
      names = "--comment",
      paramLabel = "CHAR",
      description = "Lines that begin with it are left out. Default: detected (#).")
  private String comment;

  @Option(
      names = "--skip-lines",
      paramLabel = "N",
      description = "How many lines to leave out before the header.")
  private Integer skipLines;

  @Option(
      names = "--null",
      paramLabel = "TEXT",
      description = "A text that means NULL; can be given more than once.")
  private List<String> nullStrings = List.of();

  @Option(
      names = "--date-format",
      paramLabel = "FORMAT",
      description = "How dates are written, where the values leave it open: %%d.%%m.%%Y.")
  private String dateFormat;

  @Option(
      names = "--timestamp-format",
      paramLabel = "FORMAT",
      description = "The same for timestamps, such as '%%d.%%m.%%Y %%H:%%M:%%S'.")
  private String timestampFormat;

  @Option(names = "--pad-short-rows", description = "Fill rows that are too short with NULL.")
  private boolean padShortRows;

  @Option(
      names = "--quarantine",
      paramLabel = "N",
      description = "Set up to N bad rows aside in TABLE__quarantine. Default: fail at the first.")
  private Long quarantine;

  @Option(
      names = "--promote-types",
      description = "Let columns get a wider type that keeps their values.")
  private boolean promoteTypes;

  IngestCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public Integer call() {
    CsvOptions options = options();
    if (table == null && !dryRun) {
      throw WrongUsage.of(
          spec,
          "there is no --table to load into",
          "name one, such as --table lakehouse.things, or look first with --dry-run");
    }
    List<InputFile> files = files();
    if (dryRun) {
      return dryRun(files, options);
    }
    TableIdentifier identifier = TableName.parse(table);
    try (Platform platform = context.openPlatform()) {
      return load(platform, identifier, files, options);
    }
  }

  private int load(
      Platform platform, TableIdentifier identifier, List<InputFile> files, CsvOptions options) {
    try (Progress progress = context.progress()) {
      Progress.Step step = progress.begin(identifier.toString());
      LoadResult result;
      try {
        result = platform.loader().load(identifier, files, options, promoteTypes, Map.of());
      } catch (LakehouseException e) {
        step.failed("nothing was loaded");
        throw e;
      }
      List<FileOutcome> failed =
          result.outcomes().stream().filter(outcome -> !outcome.succeeded()).toList();
      long rows = result.outcomes().stream().mapToLong(FileOutcome::rows).sum();
      String summary =
          "%s from %s%s"
              .formatted(
                  HumanFormat.count(rows, "row", "rows"),
                  HumanFormat.count(files.size() - failed.size(), "file", "files"),
                  result.tableCreated() ? ", table made" : "");
      if (failed.isEmpty()) {
        step.done(summary);
      } else {
        String failures = HumanFormat.count(failed.size(), "file", "files") + " failed";
        step.failed(failed.size() == files.size() ? failures : summary + ", " + failures);
      }
      if (!result.tableCreated() && !result.columnsAdded().isEmpty()) {
        progress.note("  columns added: " + String.join(", ", result.columnsAdded()));
      }
      for (FileOutcome outcome : result.outcomes()) {
        outcome.error().ifPresent(error -> progress.note("  failed: " + error));
        outcome.notes().forEach(note -> progress.note("  " + note));
        if (outcome.quarantined() > 0) {
          progress.note(
              "  %s set aside in %s__quarantine"
                  .formatted(HumanFormat.count(outcome.quarantined(), "row", "rows"), identifier));
        }
      }
      return failed.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  private int dryRun(List<InputFile> files, CsvOptions options) {
    try (CsvInspector inspector = CsvInspector.open(context.platformSettings())) {
      for (InputFile file : files) {
        List<String> findings = inspector.findings(file, options);
        context.out().println(file.key());
        // A file of another kind may hold anything.
        findings.forEach(finding -> context.out().println("  " + VisibleText.of(finding)));
      }
    }
    return ExitCode.DONE;
  }

  private List<InputFile> files() {
    List<InputFile> files = new ArrayList<>();
    for (Path path : paths) {
      Path resolved = context.resolve(path);
      if (!Files.exists(resolved)) {
        throw LakehouseException.of(
            ErrorCode.NOT_FOUND, "there is no file " + path, "check the path for a typing error");
      }
      try (Stream<Path> tree =
          Files.isDirectory(resolved) ? Files.walk(resolved) : Stream.of(resolved)) {
        tree.filter(Files::isRegularFile)
            .filter(file ->
                file.equals(resolved) || file.toString().toLowerCase(Locale.ROOT).matches(CSV_NAME))
            .sorted()
            .forEach(file -> files.add(input(file)));
      } catch (IOException e) {
        throw LakehouseException.of(
                ErrorCode.UNAVAILABLE,
                "cannot read the folder %s: %s".formatted(path, e.getMessage()))
            .causedBy(e);
      }
    }
    if (files.isEmpty()) {
      throw LakehouseException.of(
          ErrorCode.NOT_FOUND,
          "there are no CSV files in "
              + String.join(", ", paths.stream().map(Path::toString).toList()),
          "they end with .csv or .tsv, perhaps with .gz or .zst behind it");
    }
    return files;
  }

  /** One-off files are always loaded again, so their content needs no tag. */
  private static InputFile input(Path file) {
    try {
      Path real = file.toRealPath();
      return new InputFile(real.toString(), Files.getLastModifiedTime(real).toString(), real);
    } catch (IOException e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE, "cannot read %s: %s".formatted(file, e.getMessage()))
          .causedBy(e);
    }
  }

  private CsvOptions options() {
    CsvOptions.Builder builder = CsvOptions.builder();
    if (delimiter != null) {
      builder.delimiter(delimiter.equals("\\t") || delimiter.equals("tab") ? "\t" : delimiter);
    }
    if (quote != null) {
      builder.quote(quote);
    }
    if (escape != null) {
      builder.escape(escape);
    }
    if (header != null) {
      builder.header(header);
    }
    if (encoding != null) {
      builder.encoding(
          Arrays.stream(CsvEncoding.values())
              .filter(known -> known.label().equalsIgnoreCase(encoding))
              .findFirst()
              .orElseThrow(() ->
                  LakehouseException.of(
                      ErrorCode.INVALID_ARGUMENT,
                      "'%s' is no encoding that can be read".formatted(encoding),
                      "the encodings are "
                          + Arrays.stream(CsvEncoding.values())
                              .map(CsvEncoding::label)
                              .collect(Collectors.joining(", ")))));
    }
    if (comment != null) {
      builder.comment(comment);
    }
    if (skipLines != null) {
      builder.skipLines(skipLines);
    }
    builder.nullStrings(nullStrings.toArray(String[]::new));
    if (dateFormat != null) {
      builder.dateFormat(dateFormat);
    }
    if (timestampFormat != null) {
      builder.timestampFormat(timestampFormat);
    }
    builder.padShortRows(padShortRows);
    if (quarantine != null) {
      builder.badRows(BadRows.quarantine(quarantine));
    }
    return builder.build();
  }
}
