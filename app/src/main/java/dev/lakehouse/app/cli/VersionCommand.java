package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.terminal.Column;
import dev.lakehouse.app.terminal.RowFormat;
import dev.lakehouse.app.terminal.RowPrinter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "version", description = "Prints the version of the product and of its Java.")
final class VersionCommand implements Callable<Integer> {
  private final CommandContext context;

  VersionCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public Integer call() {
    ProductVersion version = new ProductVersion();
    String java = Runtime.version().toString();
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (context.format() == RowFormat.TABLE) {
      context.out().printf("%s (Java %s, %s)%n", version.line(), java, system);
      return ExitCode.DONE;
    }
    List<Column> columns =
        List.of(Column.text("version"), Column.text("java"), Column.text("system"));
    try (RowPrinter rows = context.rows(columns)) {
      rows.row(List.of(version.number(), java, system));
    }
    return ExitCode.DONE;
  }
}
