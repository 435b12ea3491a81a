package dev.lakehouse.app.platform;

import dev.lakehouse.app.platform.MomentListener.Answer;
import dev.lakehouse.table.catalog.DatabaseSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A process that tells its parent every moment, as the parent sees it. */
final class PipelineChild implements AutoCloseable {
  /** The pipelines that it runs. */
  static final List<String> PIPELINES = List.of("csv_to_iceberg_pipeline", "csv_auto_ingest");

  private final ChildProcess process;

  private PipelineChild(ChildProcess process) {
    this.process = process;
  }

  /**
   * How it ended.
   *
   * @param killed whether it was killed
   * @param end what it said at its end; empty if it did not come so far
   * @param errors its standard error
   */
  record End(boolean killed, Optional<String> end, String errors) {}

  /** Starts both pipelines on a lake; without a database on the one of the lake's home. */
  static PipelineChild start(Lake lake, Optional<DatabaseSettings> database) {
    List<String> arguments = arguments(lake, database);
    arguments.addAll(PIPELINES);
    return new PipelineChild(
        ChildProcess.start(PipelineProcess.class, Map.of(), arguments.toArray(String[]::new)));
  }

  /** Starts the maintenance of all tables of a lake, so many times. */
  static PipelineChild startMaintenance(
      Lake lake, Optional<DatabaseSettings> database, int rounds) {
    List<String> arguments = arguments(lake, database);
    arguments.add(Integer.toString(rounds));
    return new PipelineChild(
        ChildProcess.start(MaintenanceProcess.class, Map.of(), arguments.toArray(String[]::new)));
  }

  private static List<String> arguments(Lake lake, Optional<DatabaseSettings> database) {
    return new ArrayList<>(
        List.of(
            lake.home().toString(),
            lake.project().toString(),
            database.map(DatabaseSettings::url).orElse(PipelineProcess.OWN_DATABASE),
            database.map(DatabaseSettings::user).orElse(""),
            database.map(DatabaseSettings::password).orElse("")));
  }

  /** Lets it run to its end, or until the listener has it killed. */
  End follow(MomentListener listener) {
    Optional<String> end = Optional.empty();
    for (Optional<String> line = process.read(); line.isPresent(); line = process.read()) {
      if (line.get().startsWith(ParentProcess.END)) {
        end = line.map(text -> text.substring(ParentProcess.END.length()));
      } else {
        Moment moment = Moment.parse(line.get().substring(ParentProcess.AT.length()));
        if (listener.reached(moment) == Answer.KILL) {
          kill();
        } else {
          process.say(ParentProcess.GO);
        }
      }
    }
    return new End(process.exitCode() == ChildProcess.KILLED, end, process.errors());
  }

  void kill() {
    process.kill();
  }

  /** Kills it if it does not end by itself until then. */
  void killAfter(long millis) {
    if (!process.endsWithin(millis, TimeUnit.MILLISECONDS)) {
      kill();
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
