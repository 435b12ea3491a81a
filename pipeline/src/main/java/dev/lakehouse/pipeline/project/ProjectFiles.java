package dev.lakehouse.pipeline.project;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.Place;
import dev.lakehouse.base.settings.SettingsMapping;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.pipeline.project.ProjectProblem.Kind;
import dev.lakehouse.pipeline.project.ProjectProblem.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the files of a folder of a project, and keeps what is wrong with each. Not thread-safe. */
final class ProjectFiles {
  private static final Pattern EXTENSION = Pattern.compile("\\.ya?ml$");

  private final SettingsReader settings;
  private final List<ProjectProblem> problems = new ArrayList<>();

  ProjectFiles(SettingsReader settings) {
    this.settings = requireNonNull(settings, "settings is null");
  }

  /** What is wrong so far. */
  List<ProjectProblem> problems() {
    return problems;
  }

  /** Where things of a kind are declared that cannot be used, by their names. */
  Map<String, Place> broken(Kind kind) {
    Map<String, Place> broken = new LinkedHashMap<>();
    for (ProjectProblem problem : problems) {
      if (problem.concerns().kind() == kind) {
        broken.putIfAbsent(problem.concerns().name(), problem.place());
      }
    }
    return broken;
  }

  /** A file that declares something. */
  record Declared<T>(Place place, Optional<T> value) {}

  /** What is known of a file before it has been read to its end. */
  private static final class Heading {
    private String name;
    private Place place;

    private Heading(Path file) {
      this.name = EXTENSION.matcher(file.getFileName().toString()).replaceFirst("");
      this.place = new Place(file.toString(), 1, 1);
    }

    private void note(SettingsMapping mapping, String setting) {
      mapping
          .optionalText(setting)
          .ifPresent(text -> {
            name = text;
            place = mapping.placeOf(setting);
          });
    }

    /** A file that is no YAML still has a name that people know it by. */
    private void guess(Path file, String setting) {
      Pattern line =
          Pattern.compile(
              "^\\s*\\{?\\s*" + setting + ":\\s*[\"']?([A-Za-z_][\\w.-]*)", Pattern.MULTILINE);
      try {
        Matcher found = line.matcher(Files.readString(file));
        if (found.find()) {
          name = found.group(1);
        }
      } catch (IOException _) {
        // The file cannot be read, which is told already; its own name has to do.
      }
    }
  }

  /**
   * Reads the files of a folder.
   *
   * @param setting the setting that names what a file declares
   * @return what is sound, by its name
   */
  <T> Map<String, Declared<T>> read(
      Path folder, Kind kind, String setting, Function<SettingsMapping, T> reader) {
    Map<String, List<Declared<T>>> all = new LinkedHashMap<>();
    for (Path file : files(folder)) {
      Heading heading = new Heading(file);
      boolean[] begun = {false};
      Optional<T> value = Optional.empty();
      Optional<LakehouseException> error = Optional.empty();
      try {
        value =
            Optional.of(
                settings.read(
                    file,
                    mapping -> {
                      begun[0] = true;
                      heading.note(mapping, setting);
                      return reader.apply(mapping);
                    }));
      } catch (LakehouseException e) {
        if (!begun[0]) {
          heading.guess(file, setting);
        }
        error = Optional.of(e);
      }
      error.ifPresent(e ->
          problems.addAll(ProjectProblem.of(new Subject(kind, heading.name), file.toString(), e)));
      all.computeIfAbsent(heading.name, _ -> new ArrayList<>())
          .add(new Declared<>(heading.place, value));
    }
    Map<String, Declared<T>> sound = new LinkedHashMap<>();
    all.forEach((name, declared) -> {
      if (declared.size() > 1) {
        rejectSecond(new Subject(kind, name), declared);
      } else if (declared.getFirst().value().isPresent()) {
        sound.put(name, declared.getFirst());
      }
    });
    return sound;
  }

  /** Nobody knows which of them is meant. */
  private <T> void rejectSecond(Subject subject, List<Declared<T>> declared) {
    declared.stream()
        .skip(1)
        .forEach(other ->
            problems.add(
                new ProjectProblem(
                    subject,
                    other.place(),
                    "the name '%s' is taken by %s, too"
                        .formatted(subject.name(), declared.getFirst().place().file()),
                    Optional.empty())));
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(file -> EXTENSION.matcher(file.getFileName().toString()).find())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "cannot read the folder %s: %s".formatted(folder, e.getMessage()))
          .causedBy(e);
    }
  }
}
