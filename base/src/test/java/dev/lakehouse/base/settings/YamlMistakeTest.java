package dev.lakehouse.base.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlMistakeTest {
  private static final SettingsReader READER = new SettingsReader(Map.of());

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "a: 1¶→b: 2¶         | 2:1: a tab in the indentation; YAML allows only spaces to indent",
        "a:¶  →- x¶          | 2:3: a tab in the indentation; YAML allows only spaces to indent",
        "a: b: c¶            | 1:5: a ':' cannot stand here; quote the value if the ':' belongs to it, or check the indentation of this line",
        "a: 1¶  b: 2¶        | 2:4: a ':' cannot stand here; quote the value if the ':' belongs to it, or check the indentation of this line",
        "a: 'x¶b: 2¶         | 1:4: this quotation mark is never closed",
        "a: [1, 2¶b: 3¶      | 2:2: expected ',' or ']' to go on with the list begun in line 1",
        "a: {x: 1¶b: 3¶      | 2:2: expected ',' or '}' to go on with the mapping begun in line 1",
        "a:¶  b: 1¶ c: 2¶    | 3:2: this does not fit what begins in line 1; check the indentation and the quotation marks",
        "a: 'it's'¶          | 1:8: this does not fit what begins in line 1; check the indentation and the quotation marks",
        "a: x¶c:3¶           | 2:1: expected 'name: value', but found no ':' with a space after it",
        "a: @x¶              | 1:4: a value cannot begin with '@'; put it in quotes",
        "a: %x¶              | 1:4: a value cannot begin with '%'; put it in quotes",
        "a: }¶               | 1:4: a value cannot begin with '}'; put it in quotes",
        "a: - b¶             | 1:4: a list item ('- ') cannot stand here; give it its own line",
        "a: *x¶              | 1:4: there is no anchor of this name; quote a value that begins with '*'",
        "a: &x [*x]¶         | 1:4: this anchor contains itself",
        "a: 1¶---¶b: 2¶      | 2:1: a second document begins here ('---'); a file has just one",
        "a: 1¶b: 2¶a: 3¶     | 3:1: 'a' is set twice; first in line 1",
        "? [a]¶: 1¶          | 1:3: the name of a setting must be a single word",
        "- a¶                | 1:1: the file must be settings of the form 'name: value', not a list",
        "# nothing¶          | 1:1: the file is empty",
      })
  void saysWhereAndWhatInPlainWords(String yaml, String problem) {
    assertThatThrownBy(() -> READER.parse("p.yaml", unpack(yaml), YamlMistakeTest::readAll))
        .isInstanceOfSatisfying(
            LakehouseException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage("p.yaml:" + problem);
  }

  @Test
  void namesAWrongEscapeAndAnInvisibleCharacter() {
    assertThatThrownBy(() -> READER.parse("p.yaml", "a: \"\\q\"", YamlMistakeTest::readAll))
        .hasMessageStartingWith("p.yaml:1:6: in double quotes a backslash begins an escape");
    assertThatThrownBy(() -> READER.parse("p.yaml", "a: 1\nb: \u0007", YamlMistakeTest::readAll))
        .hasMessageStartingWith("p.yaml:2:4: the invisible character U+0007 cannot stand");
  }

  private static String unpack(String yaml) {
    return yaml.strip().replace('¶', '\n').replace('→', '\t');
  }

  private static Object readAll(SettingsMapping settings) {
    settings.names().forEach(settings::optionalNode);
    return settings;
  }
}
