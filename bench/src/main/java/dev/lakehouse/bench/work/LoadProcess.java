package dev.lakehouse.bench.work;

import dev.lakehouse.bench.lab.Scale;
import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.PeakMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * One load of a CSV file in a process that does nothing else, with the heap and the collector of
 * the launcher, so that its peak memory is that of the load.
 */
public final class LoadProcess {
  private static final String RESULT = "result ";

  private LoadProcess() {}

  /**
   * What it took.
   *
   * @param rows how many rows were loaded
   * @param time the load alone, in a JVM that is not warm
   * @param peakBytes the peak of the whole process
   */
  record Result(long rows, Duration time, OptionalLong peakBytes) {}

  static Result run(Workbench bench, CsvLoad load, Path file) {
    List<String> command =
        List.of(
            ProcessHandle.current().info().command().orElse("java"),
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            LoadProcess.class.getName(),
            bench.directory().toString(),
            Long.toString(bench.scale().rows()),
            load.name(),
            file.toString());
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String result = "";
      try (BufferedReader output = process.inputReader()) {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          result = line.startsWith(RESULT) ? line.substring(RESULT.length()) : result;
        }
      }
      int exit = process.waitFor();
      if (exit != 0 || result.isEmpty()) {
        throw new IllegalStateException("the process that loads ended with " + exit);
      }
      return parse(result);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a file is loaded", e);
    }
  }

  private static Result parse(String result) {
    String[] numbers = result.split(" ", -1);
    long peak = Long.parseLong(numbers[2]);
    return new Result(
        Long.parseLong(numbers[0]),
        Duration.ofNanos(Long.parseLong(numbers[1])),
        peak < 0 ? OptionalLong.empty() : OptionalLong.of(peak));
  }

  /** Loads: directory of the lakehouse, rows of the scale, kind of load, file. */
  public static void main(String[] args) {
    try (Workbench bench =
        Workbench.open(Path.of(args[0]), Scale.ofRows(Long.parseLong(args[1])))) {
      TableIdentifier table = Workbench.newTable();
      long begin = System.nanoTime();
      long rows = CsvLoad.valueOf(args[2]).into(table, bench, Path.of(args[3]));
      long nanos = System.nanoTime() - begin;
      System.out.println(RESULT + rows + " " + nanos + " " + PeakMemory.ofThisProcess().orElse(-1));
      bench.drop(table);
    }
  }
}
