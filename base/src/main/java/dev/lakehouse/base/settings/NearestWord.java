package dev.lakehouse.base.settings;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the word that somebody probably meant.
 *
 * <p>The measure is the optimal string alignment distance (insertions, deletions, replacements and
 * swaps of two neighbours each count 1), without regard to case. Thread-safe.
 */
public final class NearestWord {
  private static final int LETTERS_PER_MISTAKE = 3;

  private NearestWord() {}

  /**
   * The candidate nearest to {@code word}: at most one mistake for every three letters, but one in
   * any word longer than one letter. Of equally near candidates the first wins; empty if none is
   * near enough.
   */
  public static Optional<String> to(String word, Collection<String> candidates) {
    Optional<String> nearest = Optional.empty();
    int least = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int distance = distance(word, candidate);
      int longer = Math.max(word.length(), candidate.length());
      boolean near =
          distance <= Math.max(1, longer / LETTERS_PER_MISTAKE) && distance < word.length();
      if (near && distance < least) {
        least = distance;
        nearest = Optional.of(candidate);
      }
    }
    return nearest;
  }

  /** How many single mistakes lead from one word to the other; 0 if they differ in case only. */
  public static int distance(String left, String right) {
    int[] a = left.toLowerCase(Locale.ROOT).codePoints().toArray();
    int[] b = right.toLowerCase(Locale.ROOT).codePoints().toArray();
    int[][] cost = new int[a.length + 1][b.length + 1];
    for (int i = 0; i <= a.length; i++) {
      cost[i][0] = i;
    }
    for (int j = 0; j <= b.length; j++) {
      cost[0][j] = j;
    }
    for (int i = 1; i <= a.length; i++) {
      for (int j = 1; j <= b.length; j++) {
        int replace = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        int best = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
          best = Math.min(best, cost[i - 2][j - 2] + 1);
        }
        cost[i][j] = best;
      }
    }
    return cost[a.length][b.length];
  }
}
