package dev.lakehouse.app.shell;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.terminal.Output;
import dev.lakehouse.app.terminal.Output.Style;
import dev.lakehouse.app.terminal.Terminal;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.text.SqlScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

/**
 * The interactive prompt: statements of one or more lines that a semicolon ends, with a history and
 * completion of names. Ctrl-C cancels what runs or what is being typed, Ctrl-D ends it.
 */
public final class Shell {
  private static final String HELP =
      """
      Statements are Trino's SQL, over as many lines as you like; a semicolon ends them.
        help          this text
        exit, quit    ends; so does Ctrl-D
        Tab           completes keywords, functions, schemas, tables and columns
        Ctrl-C        cancels the statement that runs, or forgets what you have typed
        Ctrl-R        looks for a statement that you typed before
      SHOW SCHEMAS, SHOW TABLES, DESCRIBE table and SHOW FUNCTIONS list what there is;
      USE schema changes the schema of names that do not say theirs.\
      """;

  private final Terminal terminal;
  private final StatementRunner runner;
  private final SqlEngine engine;
  private final Path history;
  private final BiConsumer<LakehouseException, SqlScript.Statement> failures;

  /**
   * A prompt.
   *
   * @param terminal where rows and messages are printed
   * @param engine where names to complete are looked up; closed by its opener
   * @param history the file that keeps what was typed
   * @param failures tells the user of a statement that failed
   */
  public Shell(
      Terminal terminal,
      StatementRunner runner,
      SqlEngine engine,
      Path history,
      BiConsumer<LakehouseException, SqlScript.Statement> failures) {
    this.terminal = requireNonNull(terminal, "terminal is null");
    this.runner = requireNonNull(runner, "runner is null");
    this.engine = requireNonNull(engine, "engine is null");
    this.history = requireNonNull(history, "history is null");
    this.failures = requireNonNull(failures, "failures is null");
  }

  /** Reads and runs statements until the user ends it. */
  public void run() {
    Output out = terminal.out();
    try (org.jline.terminal.Terminal keyboard =
            TerminalBuilder.builder().name("lakehouse").system(true).build();
        KnownNames names = new KnownNames(engine)) {
      names.refresh(runner.session());
      LineReader reader = reader(keyboard, names);
      out.stream()
          .println(out.styled(Style.DIM, "Trino SQL; a semicolon ends a statement. 'help' helps."));
      while (true) {
        terminal.flush();
        Optional<String> text = read(reader);
        if (text.isEmpty()) {
          return;
        }
        if (!text.get().isEmpty() && !take(text.get(), keyboard, names)) {
          return;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      terminal.flush();
    }
  }

  private LineReader reader(org.jline.terminal.Terminal keyboard, KnownNames names) {
    LineReader reader =
        LineReaderBuilder.builder()
            .terminal(keyboard)
            .parser(new StatementParser())
            .completer(new NameCompleter(names, runner::session))
            .variable(LineReader.HISTORY_FILE, history)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%P-> ")
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.CASE_INSENSITIVE, true)
            .build();
    // A pasted text has tabs that complete nothing.
    reader.unsetOpt(LineReader.Option.INSERT_TAB);
    return reader;
  }

  /** What was typed, without blanks around it; empty at the end. */
  private Optional<String> read(LineReader reader) {
    try {
      return Optional.of(reader.readLine(prompt()).strip());
    } catch (UserInterruptException e) {
      return Optional.of("");
    } catch (EndOfFileException e) {
      return Optional.empty();
    }
  }

  private String prompt() {
    String place =
        Stream.of(runner.session().catalog(), runner.session().schema())
            .flatMap(Optional::stream)
            .reduce((catalog, schema) -> catalog + "." + schema)
            .orElse("lakehouse");
    return terminal.out().styled(Style.BOLD, place + ">") + " ";
  }

  /** Does what was typed; false if that is to end. */
  private boolean take(String text, org.jline.terminal.Terminal keyboard, KnownNames names) {
    switch (StatementParser.command(text)) {
      case "exit", "quit" -> {
        return false;
      }
      case "help" -> terminal.out().stream().println(HELP);
      default -> run(text, keyboard, names);
    }
    return true;
  }

  private void run(String text, org.jline.terminal.Terminal keyboard, KnownNames names) {
    var before = keyboard.handle(Signal.INT, _ -> runner.cancel());
    try {
      for (SqlScript.Statement statement : SqlScript.of(text).statements()) {
        if (!succeeds(statement, keyboard, names)) {
          return;
        }
      }
    } finally {
      var _ = keyboard.handle(Signal.INT, before);
    }
  }

  private boolean succeeds(
      SqlScript.Statement statement, org.jline.terminal.Terminal keyboard, KnownNames names) {
    try {
      Optional<String> change = runner.run(statement.text(), sized(keyboard));
      if (change.filter(Shell::changesNames).isPresent()) {
        names.refresh(runner.session());
      }
      return true;
    } catch (LakehouseException e) {
      terminal.flush();
      failures.accept(e, statement);
      return false;
    } finally {
      terminal.flush();
    }
  }

  private static boolean changesNames(String updateType) {
    String first = updateType.toUpperCase(Locale.ROOT);
    return Stream.of("CREATE", "DROP", "ALTER", "RENAME", "ADD", "USE").anyMatch(first::startsWith);
  }

  /** The terminal as wide as it is now. */
  private Terminal sized(org.jline.terminal.Terminal keyboard) {
    int width = keyboard.getWidth();
    return width < 1
        ? terminal
        : new Terminal(sized(terminal.out(), width), sized(terminal.err(), width));
  }

  private static Output sized(Output output, int width) {
    return output.interactive()
        ? new Output(output.stream(), true, output.colours(), output.unicode(), width)
        : output;
  }
}
