package dev.lakehouse.bench;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.bench.lab.Scale;
import dev.lakehouse.bench.lab.TemporaryDirectory;
import dev.lakehouse.bench.lab.TrinoLibraries;
import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Report;
import dev.lakehouse.bench.sql.Workload;
import dev.lakehouse.bench.work.AnalysisBenchmark;
import dev.lakehouse.bench.work.AppendBenchmark;
import dev.lakehouse.bench.work.Benchmark;
import dev.lakehouse.bench.work.CsvLoad;
import dev.lakehouse.bench.work.CsvLoadBenchmark;
import dev.lakehouse.bench.work.ExpiryBenchmark;
import dev.lakehouse.bench.work.HugeCsvBenchmark;
import dev.lakehouse.bench.work.LargeResultBenchmark;
import dev.lakehouse.bench.work.OptimizeBenchmark;
import dev.lakehouse.bench.work.QualityBenchmark;
import dev.lakehouse.bench.work.RunHistoryBenchmark;
import dev.lakehouse.bench.work.RunStepsBenchmark;
import dev.lakehouse.bench.work.ScanBenchmark;
import dev.lakehouse.bench.work.SelectOneBenchmark;
import dev.lakehouse.bench.work.SmallChangeBenchmark;
import dev.lakehouse.bench.work.SmallFilesBenchmark;
import dev.lakehouse.bench.work.UnchangedFilesBenchmark;
import dev.lakehouse.bench.work.UploadToQueryBenchmark;
import dev.lakehouse.bench.work.UpsertBenchmark;
import dev.lakehouse.bench.work.WorkloadBenchmark;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.iceberg.types.Types;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures how fast the platform is, side by side with its peer, and prints a line for each. */
@Command(
    name = "bench/run",
    description = "Measures how fast Lakehouse Orchestrator is, side by side with its peer.",
    sortOptions = false)
public final class Bench implements Callable<Integer> {
  /** Where {@code bench/run --trino} says that a Trino was built to. */
  private static final String TRINO_PROPERTY = "bench.trino";

  // The last one runs only if it is asked for.
  private static List<Benchmark> all(Optional<TrinoLibraries> trino) {
    return List.of(
        new CsvLoadBenchmark("csv-declared", CsvLoad.DECLARED, 1.25),
        new CsvLoadBenchmark("csv-inferred", CsvLoad.INFERRED, 1.6),
        new UpsertBenchmark("upsert-bigint", Types.LongType.get(), "order_id"),
        new UpsertBenchmark("upsert-varchar", Types.StringType.get(), "'ORD-' || order_id"),
        new AppendBenchmark(),
        new SmallFilesBenchmark(),
        new UnchangedFilesBenchmark(),
        new ScanBenchmark(),
        new QualityBenchmark(
            "quality", Types.StringType.get(), "'ORD-' || order_id", "order_id <> ''"),
        new QualityBenchmark("quality-bigint", Types.LongType.get(), "order_id", "order_id > 0"),
        new OptimizeBenchmark(Optional.empty()),
        new ExpiryBenchmark(),
        RunStepsBenchmark.chain(),
        RunStepsBenchmark.fanOut(),
        new RunHistoryBenchmark(),
        new SelectOneBenchmark(),
        SmallChangeBenchmark.merge(),
        SmallChangeBenchmark.insert(),
        new LargeResultBenchmark(),
        new UploadToQueryBenchmark(),
        new AnalysisBenchmark(),
        new WorkloadBenchmark(Workload.TPCH, 1.15, new Bar.TimesFasterThanTrino(3.5), trino),
        new WorkloadBenchmark(Workload.TPCDS, 1.2, new Bar.None(), trino),
        new HugeCsvBenchmark());
  }

  private final PrintStream out;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      description = "What to measure; everything if none is named.")
  private List<String> names = List.of();

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often the long ones run; the short ones run more often (default: 5).")
  private int runs;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "" + Scale.FULL_ROWS,
      description =
          "Rows of the large CSV file; everything else is in proportion. The bars are for 10000000, the default.")
  private long rows;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      defaultValue = "${sys:java.io.tmpdir}",
      description =
          "Where the tables of analysis, tpch and tpcds stay for the next run (default: with the temporary files).")
  private Path keep;

  @Option(names = "--big", description = "Measure csv-huge too, if none is named.")
  private boolean big;

  @Option(
      names = "--trino",
      description = "Ask a real Trino in tpch and tpcds too; needs 8 GB of memory.")
  private boolean trino;

  private Bench(PrintStream out) {
    this.out = requireNonNull(out, "out is null");
  }

  /** Runs the command line; exits with 0 when all was measured, whatever the figures are. */
  public static void main(String[] args) {
    System.exit(run(System.out, args));
  }

  /** Runs the command line. */
  static int run(PrintStream out, String... args) {
    CommandLine command = new CommandLine(new Bench(out));
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help and exit.")
                .build());
    StringBuilder list = new StringBuilder("%nBenchmarks:%n");
    all(Optional.empty())
        .forEach(benchmark ->
            list.append("  %-16s %s%%n".formatted(benchmark.name(), benchmark.description())));
    command.getCommandSpec().usageMessage().footer(list.toString());
    command.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    return command.execute(args);
  }

  @Override
  public Integer call() {
    List<Benchmark> chosen = chosen(all(trino()));
    if (runs < 1) {
      throw new ParameterException(spec.commandLine(), "--runs is under 1: " + runs);
    }
    Scale scale = scale();
    try (TemporaryDirectory directory = TemporaryDirectory.create();
        Workbench bench = Workbench.open(directory.path(), keep, scale)) {
      out.printf(
          "%d processors, DuckDB with %d threads and %d MB, Java %s, %,d rows, %d runs%n",
          Runtime.getRuntime().availableProcessors(),
          Workbench.threads(),
          Workbench.MEMORY_BYTES >> 20,
          Runtime.version(),
          scale.rows(),
          runs);
      Report report = new Report(out, scale.isFull(), trino);
      report.header();
      chosen.forEach(benchmark -> benchmark.run(bench, runs, report::print));
    }
    return CommandLine.ExitCode.OK;
  }

  private Scale scale() {
    try {
      return Scale.ofRows(rows);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }

  private Optional<TrinoLibraries> trino() {
    if (!trino) {
      return Optional.empty();
    }
    Optional<TrinoLibraries> libraries =
        Optional.ofNullable(System.getProperty(TRINO_PROPERTY))
            .flatMap(built -> TrinoLibraries.in(Path.of(built)));
    if (libraries.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--trino: no Trino was built; 'bench/run --trino' builds it");
    }
    return libraries;
  }

  private List<Benchmark> chosen(List<Benchmark> all) {
    if (names.isEmpty()) {
      return big ? all : all.subList(0, all.size() - 1);
    }
    List<String> known = all.stream().map(Benchmark::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "there is no benchmark '%s'; there are %s".formatted(name, String.join(", ", known)));
      }
    }
    return all.stream().filter(benchmark -> names.contains(benchmark.name())).toList();
  }
}
