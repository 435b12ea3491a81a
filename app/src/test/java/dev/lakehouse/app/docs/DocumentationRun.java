package dev.lakehouse.app.docs;

import dev.lakehouse.app.cli.CommandContext;
import dev.lakehouse.app.cli.Commands;
import dev.lakehouse.app.cli.LakehouseCli;
import dev.lakehouse.app.docs.DocumentedCommand.Run;
import dev.lakehouse.app.docs.DocumentedCommand.Write;
import dev.lakehouse.app.terminal.ScreenCapture;
import dev.lakehouse.app.terminal.Terminal;
import dev.lakehouse.embedded.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does what a page says, in a directory of its own that has a copy of the examples. {@code
 * lakehouse} runs in this process, {@code cd} and {@code echo $?} are done here, all else by the
 * shell.
 */
final class DocumentationRun implements AutoCloseable {
  /** What the directory is called in the pages. */
  private static final String SHOWN_ROOT = "/home/ada/lakehouse";

  private static final String HOME = ".lakehouse";
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  private final Path root;
  private final Map<Path, EmbeddedPostgres> servers = new HashMap<>();
  private Path directory;
  private int exitCode;

  private DocumentationRun(Path root) {
    this.root = root;
    this.directory = root;
  }

  /**
   * A run in a directory.
   *
   * @param root the directory, which is made
   * @param examples what it gets a copy of
   */
  static DocumentationRun of(Path root, Path examples) throws IOException {
    for (Path file : tree(examples).files()) {
      Path copy = root.resolve("examples").resolve(examples.relativize(file).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
    return new DocumentationRun(root);
  }

  /** Does a step; returns what it prints. */
  List<String> perform(DocumentedCommand.Action action) throws IOException, InterruptedException {
    return switch (action) {
      case Run(String command, List<String> _) -> run(command);
      case Write(String file, String content) -> {
        Path target = directory.resolve(file);
        Files.createDirectories(target.getParent());
        Files.writeString(target, content);
        yield List.of();
      }
    };
  }

  private List<String> run(String command) throws IOException, InterruptedException {
    if (command.equals("echo $?")) {
      return List.of(Integer.toString(exitCode));
    }
    List<String> words = words(command);
    String printed =
        switch (words.getFirst()) {
          case "lakehouse", "./lakehouse" -> lakehouse(words.subList(1, words.size()));
          case "cd" -> {
            directory = directory.resolve(words.get(1)).normalize();
            yield "";
          }
          default -> shell(command);
        };
    return printed.replace(root.toString(), SHOWN_ROOT).lines().toList();
  }

  private String lakehouse(List<String> arguments) throws IOException {
    ScreenCapture screen = new ScreenCapture();
    Terminal terminal = new Terminal(screen.plain(), screen.plain());
    try (CommandContext context = new CommandContext(terminal, Map.of(), directory)) {
      exitCode = new LakehouseCli(context, Commands::all).run(arguments.toArray(String[]::new));
    }
    keepRunning();
    return screen.text();
  }

  /** A server that is in use is not stopped and started by each command. */
  private void keepRunning() throws IOException {
    for (Path home : tree(root).homes()) {
      if (Files.exists(home.resolve("postgres.port"))) {
        servers.computeIfAbsent(home, EmbeddedPostgres::open);
      }
    }
  }

  /** What is in a directory, without the content of homes, which change while servers run. */
  private record Tree(List<Path> files, List<Path> homes) {}

  private static Tree tree(Path directory) throws IOException {
    Tree tree = new Tree(new ArrayList<>(), new ArrayList<>());
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            if (path.endsWith(HOME)) {
              tree.homes().add(path);
              return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            tree.files().add(path);
            return FileVisitResult.CONTINUE;
          }
        });
    return tree;
  }

  private String shell(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("/bin/sh", "-c", command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    exitCode = process.waitFor();
    return exitCode == 0 ? printed : printed + "the shell's exit code is " + exitCode + "\n";
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(command);
    while (matcher.find()) {
      for (int group = 1; group <= matcher.groupCount(); group++) {
        if (matcher.group(group) != null) {
          words.add(matcher.group(group));
        }
      }
    }
    return words;
  }

  @Override
  public void close() {
    servers.values().forEach(EmbeddedPostgres::close);
  }
}
