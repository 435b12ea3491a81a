package dev.lakehouse.bench.work;

import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Figure;
import java.util.function.Consumer;

/** Something that is measured. */
public interface Benchmark {
  /** What it is called on the command line. */
  String name();

  /** What it does, in a line. */
  String description();

  /**
   * Measures.
   *
   * @param runs how many times everything that takes long is done
   * @param figures told of each figure as soon as it is there
   */
  void run(Workbench bench, int runs, Consumer<Figure> figures);
}
