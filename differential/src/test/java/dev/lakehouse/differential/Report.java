package dev.lakehouse.differential;

import dev.lakehouse.differential.Verdict.Kind;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Collects verdicts, and writes them down: the worst first, those of one cause together. */
final class Report {
  private static final int EXAMPLES = 4;
  private static final int WIDTH = 600;

  /** A statement that was judged. */
  record Entry(Statement statement, Verdict verdict) {}

  private final Collection<Entry> entries = new ConcurrentLinkedQueue<>();

  void add(Statement statement, Verdict verdict) {
    entries.add(new Entry(statement, verdict));
  }

  long failures() {
    return entries.stream().filter(entry -> entry.verdict().kind().isFailure()).count();
  }

  /** How many of each kind in each group. */
  String summary() {
    Map<String, Map<Kind, Long>> groups =
        entries.stream()
            .collect(
                Collectors.groupingBy(
                    entry -> entry.statement().group(),
                    TreeMap::new,
                    Collectors.groupingBy(
                        entry -> entry.verdict().kind(),
                        () -> new EnumMap<>(Kind.class),
                        Collectors.counting())));
    StringBuilder text = new StringBuilder();
    groups.forEach((group, kinds) -> text.append("%-40s %s%n".formatted(group, counts(kinds))));
    Map<Kind, Long> all =
        entries.stream()
            .collect(
                Collectors.groupingBy(
                    entry -> entry.verdict().kind(),
                    () -> new EnumMap<>(Kind.class),
                    Collectors.counting()));
    return text.append("%-40s %s%n".formatted("ALL " + entries.size(), counts(all))).toString();
  }

  private static String counts(Map<Kind, Long> kinds) {
    return kinds.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  /** Writes report.txt (causes with examples) and all.txt (each statement that is not the same). */
  void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (BufferedWriter report = Files.newBufferedWriter(directory.resolve("report.txt"));
        BufferedWriter all = Files.newBufferedWriter(directory.resolve("all.txt"))) {
      report.write(summary());
      for (Kind kind : Kind.values()) {
        if (kind != Kind.SAME) {
          writeKind(kind, report, all);
        }
      }
    }
  }

  private void writeKind(Kind kind, BufferedWriter report, BufferedWriter all) throws IOException {
    Map<String, List<Entry>> causes =
        entries.stream()
            .filter(entry -> entry.verdict().kind() == kind)
            .collect(Collectors.groupingBy(Report::cause, TreeMap::new, Collectors.toList()));
    if (causes.isEmpty()) {
      return;
    }
    report.write("%n=== %s: %s%n".formatted(kind, kind.words()));
    List<Map.Entry<String, List<Entry>>> ordered = new ArrayList<>(causes.entrySet());
    ordered.sort(Comparator.comparing(cause -> -cause.getValue().size()));
    for (Map.Entry<String, List<Entry>> cause : ordered) {
      report.write("%n-- %d × %s%n".formatted(cause.getValue().size(), cause.getKey()));
      List<Entry> sorted =
          cause.getValue().stream()
              .sorted(Comparator.comparing((Entry entry) -> entry.statement().sql().length()))
              .toList();
      for (int i = 0; i < sorted.size(); i++) {
        Entry entry = sorted.get(i);
        if (i < EXAMPLES) {
          report.write(
              "%s: %s%n      %s%n"
                  .formatted(
                      entry.statement().place(),
                      cut(entry.statement().sql()),
                      cut(entry.verdict().detail())));
        }
        all.write(
            "%s\t%s\t%s\t%s%n"
                .formatted(
                    kind,
                    entry.statement().place(),
                    oneLine(entry.statement().sql()),
                    oneLine(entry.verdict().detail())));
      }
    }
  }

  /** What differences of one cause have in common: where numbers and quoted values do not count. */
  private static String cause(Entry entry) {
    String group = entry.statement().group();
    return switch (entry.verdict().kind()) {
      case OTHER_ERROR, CRASH, REFUSED, REQUIRED, OTHER_MESSAGE ->
          cut(
              oneLine(entry.verdict().detail())
                  .replaceAll("line \\d+:\\d+", "line")
                  .replaceAll("'[^']*'", "'…'")
                  .replaceAll("\"[^\"]*\"", "\"…\"")
                  .replaceAll("-?\\d+(\\.\\d+)?(E-?\\d+)?", "#")
                  .replaceAll("Trino: \\[.*", "Trino: rows"));
      default -> group;
    };
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\n\\s*", " ");
  }

  private static String cut(String text) {
    String line = oneLine(text);
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH) + "…";
  }
}
