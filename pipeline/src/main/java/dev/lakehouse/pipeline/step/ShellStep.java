package dev.lakehouse.pipeline.step;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a program: its output goes to the step's log, its exit code says how the step ended. */
final class ShellStep {
  private static final int LINES = 20;
  private static final Duration GRACE = Duration.ofSeconds(5);

  private ShellStep() {}

  static StepReport execute(StepAction.RunShell step, StepContext context)
      throws IOException, InterruptedException {
    List<String> command = step.command().stream().map(context::fill).toList();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(context.directory().toFile())
            .redirectErrorStream(true);
    step.environment()
        .forEach((name, value) -> builder.environment().put(name, context.fill(value)));
    Process process = builder.start();
    context.onStop().accept(() -> stop(process));
    process.getOutputStream().close();
    Deque<String> last = new ArrayDeque<>();
    List<String> outputs = new ArrayList<>();
    try (BufferedReader lines = process.inputReader(Charset.defaultCharset())) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        context.log().accept(line);
        context.progress().accept(line);
        last.addLast(line);
        if (step.outputs()) {
          outputs.add(line);
        }
        if (last.size() > LINES) {
          last.removeFirst();
        }
      }
    }
    int code = process.waitFor();
    return code == 0
        ? StepReport.done(last.isEmpty() ? "exit code 0" : last.getLast()).withOutputs(outputs)
        : new StepReport(
            StepReport.Status.FAILED,
            "%s ended with exit code %d".formatted(command.getFirst(), code),
            List.copyOf(last));
  }

  /** Asks it to stop, with all that it has started; makes it after a while. */
  private static void stop(Process process) {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroy);
    Thread.ofVirtual()
        .start(() -> {
          for (ProcessHandle one : all) {
            try {
              one.onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (Exception late) {
              one.destroyForcibly();
            }
          }
        });
  }
}
