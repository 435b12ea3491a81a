package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.doctor.Doctor;
import dev.lakehouse.app.doctor.Finding;
import dev.lakehouse.app.doctor.Finding.Verdict;
import dev.lakehouse.app.terminal.Column;
import dev.lakehouse.app.terminal.RowPrinter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "doctor",
    description = "Looks whether this machine has what the platform needs. Changes nothing.")
final class DoctorCommand implements Callable<Integer> {
  private static final List<Integer> PORTS = List.of(8080, 8333);

  private final CommandContext context;

  DoctorCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public Integer call() {
    List<Finding> findings = new Doctor(context.workspace().home(), PORTS).examine();
    List<Column> columns =
        List.of(Column.text("check"), Column.text("verdict"), Column.text("detail"));
    try (RowPrinter rows = context.rows(columns)) {
      for (Finding finding : findings) {
        String verdict = finding.verdict().name().toLowerCase(Locale.ROOT);
        rows.row(List.of(finding.subject(), verdict, finding.detail()));
      }
    }
    boolean fit = findings.stream().noneMatch(finding -> finding.verdict() == Verdict.PROBLEM);
    return fit ? ExitCode.DONE : ExitCode.FAILED;
  }
}
