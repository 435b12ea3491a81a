package dev.lakehouse.differential;

import java.util.ArrayList;
import java.util.List;

/** All corpora: those written by hand, and those that are generated. */
final class Corpora {
  private Corpora() {}

  /**
   * @param oracle is asked which functions there are
   */
  static List<Corpus> all(StatementRunner oracle) {
    List<Corpus> corpora = new ArrayList<>(CorpusFiles.read());
    corpora.addAll(ScalarCorpora.all());
    corpora.addAll(Benchmarks.corpora());
    return corpora;
  }
}
