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
    corpora.addAll(FunctionCorpora.all(oracle));
    corpora.addAll(ScalarCorpora.all());
    corpora.add(
        RandomCorpus.of(
            Long.getLong("differential.seed"), Integer.getInteger("differential.random")));
    corpora.addAll(Benchmarks.corpora());
    return corpora;
  }
}
