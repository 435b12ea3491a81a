package dev.lakehouse.ingest.load;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Names that need no quotes in SQL, made of what stands in a header or is the name of a folder:
 * lower case, accents taken off, everything but letters and digits one underscore, none at the
 * ends, and a letter in front. Of names that come out the same, the second gets {@code _2}. The
 * platform's own names begin with an underscore and cannot come out.
 */
public final class SanitizedNames {
  private SanitizedNames() {}

  /**
   * The name for a text.
   *
   * @param fallback the name if nothing of the text can be kept, and the prefix of a name that
   *     would begin with a digit
   */
  public static String of(String text, String fallback) {
    // Half a character must not meet the other half when what is between them is taken away.
    String whole = text.replaceAll("\\p{Cs}", " ");
    String plain = Normalizer.normalize(whole, Normalizer.Form.NFKD).replaceAll("\\p{M}+", "");
    String name =
        plain
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{Nd}]+", "_")
            .replaceAll("^_+|_+$", "");
    if (name.isEmpty()) {
      return fallback;
    }
    return Character.isDigit(name.codePointAt(0)) ? fallback + "_" + name : name;
  }

  /** The column names for the columns of a file, in order; every one is different. */
  public static Map<String, String> ofColumns(List<String> columns) {
    Set<String> taken = new HashSet<>();
    Map<String, String> names = new LinkedHashMap<>();
    for (String column : columns) {
      String name = of(column, "column");
      String free = name;
      for (int number = 2; !taken.add(free); number++) {
        free = name + "_" + number;
      }
      names.put(column, free);
    }
    return names;
  }
}
