package dev.lakehouse.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All corpora: those written by hand, and those that are generated. */
final class Corpora {
  private Corpora() {}

  /**
   * @param oracle is asked which functions there are
   */
  static List<Corpus> all(StatementRunner oracle) {
    KnownDifferences known = KnownDifferences.read();
    List<Corpus> corpora = new ArrayList<>(CorpusFiles.read());
    Stream.concat(FunctionCorpora.all(oracle).stream(), ScalarCorpora.all().stream())
        .map(Corpora::sample)
        .map(known::mark)
        .forEach(corpora::add);
    corpora.add(
        RandomCorpus.of(
            Long.getLong("differential.seed"), Integer.getInteger("differential.random")));
    corpora.addAll(Benchmarks.corpora());
    return corpora;
  }

  /** One of so many statements as {@code differential.share} says, other ones for each seed. */
  private static Corpus sample(Corpus corpus) {
    int share = Integer.getInteger("differential.share");
    long seed = Long.getLong("differential.seed");
    return new Corpus(
        corpus.name(),
        corpus.script(),
        corpus.statements().stream()
            .filter(statement -> Math.floorMod(statement.sql().hashCode() * 31L + seed, share) == 0)
            .toList());
  }
}
