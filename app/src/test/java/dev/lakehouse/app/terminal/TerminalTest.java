package dev.lakehouse.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private static Terminal terminal(Map<String, String> properties, Map<String, String> env) {
    Properties all = new Properties();
    all.putAll(properties);
    return Terminal.ofProcess(all, env);
  }

  private static final Map<String, String> OUT_IS_TERMINAL =
      Map.of(
          "lakehouse.terminal.out", "true",
          "lakehouse.terminal.err", "false",
          "lakehouse.terminal.columns", "132");

  @Test
  void knowsWhichStreamIsATerminal() {
    Terminal terminal = terminal(OUT_IS_TERMINAL, Map.of("TERM", "xterm", "LANG", "it_IT.UTF-8"));

    assertThat(terminal.out())
        .extracting(Output::interactive, Output::colours, Output::unicode, Output::width)
        .containsExactly(true, true, true, 132);
    assertThat(terminal.err())
        .extracting(Output::interactive, Output::colours)
        .containsExactly(false, false);
  }

  @Test
  void honoursNoColorAndDumbTerminals() {
    assertThat(terminal(OUT_IS_TERMINAL, Map.of("TERM", "xterm", "NO_COLOR", "1")).out())
        .extracting(Output::interactive, Output::colours)
        .containsExactly(true, false);
    assertThat(terminal(OUT_IS_TERMINAL, Map.of("TERM", "xterm", "NO_COLOR", "")).out().colours())
        .isTrue();
    assertThat(terminal(OUT_IS_TERMINAL, Map.of("TERM", "dumb")).out().interactive()).isFalse();
    assertThat(terminal(OUT_IS_TERMINAL, Map.of("TERM", "xterm")).withoutColours().out().colours())
        .isFalse();
  }

  @Test
  void assumesAPlainAsciiStreamWhenNothingIsKnown() {
    assertThat(terminal(Map.of(), Map.of()).out())
        .extracting(Output::interactive, Output::colours, Output::unicode, Output::width)
        .containsExactly(false, false, false, 80);
  }

  @Test
  void takesTheFirstLocaleVariableThatIsSet() {
    assertThat(terminal(Map.of(), Map.of("LC_ALL", "C", "LANG", "en_US.UTF-8")).out().unicode())
        .isFalse();
    assertThat(terminal(Map.of(), Map.of("LC_ALL", "", "LANG", "en_US.utf8")).out().unicode())
        .isTrue();
  }
}
