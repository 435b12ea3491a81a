package dev.lakehouse.bench.work;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.sql.SqlLab;
import java.util.function.Consumer;

/** A benchmark of SQL, on the server whose tables stay from one run to the next. */
abstract class SqlWork implements Benchmark {
  private final String name;
  private final String description;

  SqlWork(String name, String description) {
    this.name = requireNonNull(name, "name is null");
    this.description = requireNonNull(description, "description is null");
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String description() {
    return description;
  }

  @Override
  public final void run(Workbench bench, int runs, Consumer<Figure> figures) {
    try (Workbench kept = bench.openKept();
        SqlLab lab = SqlLab.open(kept)) {
      run(kept, lab, runs, figures);
    }
  }

  abstract void run(Workbench bench, SqlLab lab, int runs, Consumer<Figure> figures);

  /** The scale factor of the data. */
  static double scaleFactor(Workbench bench) {
    return bench.scale().factor();
  }
}
