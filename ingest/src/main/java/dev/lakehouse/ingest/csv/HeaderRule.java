package dev.lakehouse.ingest.csv;

import dev.lakehouse.ingest.csv.ColumnEvidence.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether the first record names the columns, and the names that are made of it.
 *
 * <p>For a header speaks every column whose first field is text while all others are numbers, dates
 * or booleans. Against it speaks every first field that is itself a number, date or boolean, and a
 * name that comes twice. With more for than against, or as much of both, the first record is a
 * header. If nothing speaks for it, it is one only if nothing speaks against it either and no field
 * of it is empty: so a file of nothing but text is taken to have a header.
 *
 * @param isHeader true if the first record is a header
 * @param reason why, for people
 */
record HeaderRule(boolean isHeader, String reason) {

  /** Decides by the first record and by what the records after it are like. */
  static HeaderRule of(List<String> first, List<ColumnEvidence> rest) {
    int forHeader = 0;
    int against = 0;
    boolean empty = false;
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < first.size(); i++) {
      String field = first.get(i);
      empty |= field.isBlank();
      if (field.isBlank()) {
        continue;
      }
      if (!seen.add(field.strip().toLowerCase(Locale.ROOT))) {
        against++;
      }
      if (kindOf(field) != Kind.TEXT) {
        against++;
      } else if (i < rest.size() && isTyped(rest.get(i))) {
        forHeader++;
      }
    }
    if (forHeader > 0 && forHeader >= against) {
      return new HeaderRule(
          true, "text above %d typed %s".formatted(forHeader, plural("column", forHeader)));
    }
    if (against > 0) {
      return new HeaderRule(
          false,
          "%d %s of the first row no name"
              .formatted(against, against == 1 ? "field is" : "fields are"));
    }
    return empty
        ? new HeaderRule(
            false, "the first row has empty fields, and nothing tells it from the rest")
        : new HeaderRule(true, "the first row is text, all of it different");
  }

  /** Names that no two columns share, letter case aside. */
  static List<String> uniqueNames(List<String> headers) {
    Set<String> taken = new HashSet<>();
    for (String header : headers) {
      taken.add(header.strip().toLowerCase(Locale.ROOT));
    }
    Set<String> used = new HashSet<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < headers.size(); i++) {
      String header = headers.get(i).strip();
      String base = header.isEmpty() ? "column_" + (i + 1) : header;
      String name = base;
      boolean free = !header.isEmpty() || !taken.contains(base);
      for (int n = 2; !free || used.contains(name.toLowerCase(Locale.ROOT)); n++) {
        name = base + "_" + n;
        free = !taken.contains(name.toLowerCase(Locale.ROOT));
      }
      used.add(name.toLowerCase(Locale.ROOT));
      names.add(name);
    }
    return names;
  }

  private static Kind kindOf(String field) {
    byte[] bytes = field.strip().getBytes(StandardCharsets.UTF_8);
    ColumnEvidence evidence = new ColumnEvidence();
    evidence.add(bytes, 0, bytes.length, 1);
    return evidence.lastKind();
  }

  private static boolean isTyped(ColumnEvidence column) {
    return !column.kinds().isEmpty() && !column.kinds().contains(Kind.TEXT);
  }

  private static String plural(String word, int count) {
    return count == 1 ? word : word + "s";
  }
}
