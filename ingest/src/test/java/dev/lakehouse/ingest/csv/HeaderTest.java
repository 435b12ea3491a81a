package dev.lakehouse.ingest.csv;

import static dev.lakehouse.ingest.csv.CsvFixture.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.LakehouseException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether there is a header, and what the columns are called. */
class HeaderTest extends CsvTest {
  @Test
  void aFileWithoutHeaderGetsNames() throws SQLException {
    try (CsvFile csv = fixture.open("1,a\n2,b\n")) {
      assertThat(csv.dialect().header()).isFalse();
      assertThat(columns(csv)).containsExactly("column_1 INTEGER", "column_2 VARCHAR");
      assertThat(fixture.load(csv, Map.of())).containsExactly(List.of("1", "a"), List.of("2", "b"));
    }
  }

  @Test
  void aFileOfNothingButTextIsTakenToHaveAHeader() {
    try (CsvFile csv = fixture.open("city,country\nParis,France\nRome,Italy\n")) {
      assertThat(columns(csv)).containsExactly("city VARCHAR", "country VARCHAR");
    }
  }

  @Test
  void aNameThatComesTwiceSpeaksAgainstAHeaderOfText() {
    try (CsvFile csv = fixture.open("Paris,Paris\nRome,Lyon\n")) {
      assertThat(csv.dialect().header()).isFalse();
    }
  }

  @Test
  void aHeaderCanBeDeclared() {
    CsvOptions none = CsvOptions.builder().header(false).build();
    try (CsvFile csv = fixture.open("city,country\nParis,France\n", none)) {
      assertThat(columns(csv)).containsExactly("column_1 VARCHAR", "column_2 VARCHAR");
    }
    CsvOptions header = CsvOptions.builder().header(true).build();
    try (CsvFile csv = fixture.open("2023,2024\n1,2\n", header)) {
      assertThat(columns(csv)).containsExactly("2023 INTEGER", "2024 INTEGER");
    }
  }

  @Test
  void namesAreMadeDifferentAndThatIsReported() throws SQLException {
    try (CsvFile csv = fixture.open("id,x,X,,x_2, id \n1,2,3,4,5,6\n")) {
      assertThat(csv.columns().stream().map(CsvColumn::header))
          .containsExactly("id", "x", "X", "", "x_2", " id ");
      assertThat(csv.columns().stream().map(CsvColumn::name))
          .containsExactly("id", "x", "X_3", "column_4", "x_2", "id_2");
      assertThat(csv.findings())
          .contains(
              "renamed      column 3 'X' is X_3",
              "renamed      column 4 '' is column_4",
              "renamed      column 6 ' id ' is id_2");
      assertThat(fixture.load(csv, Map.of()))
          .containsExactly(List.of("1", "2", "3", "4", "5", "6"));
    }
  }

  @Test
  void aHeaderAloneIsAFileWithoutRows() throws SQLException {
    for (String text : List.of("id,name", "id,name\n")) {
      try (CsvFile csv = fixture.open(text)) {
        assertThat(columns(csv)).containsExactly("id VARCHAR", "name VARCHAR");
        assertThat(fixture.load(csv, Map.of())).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# nothing\n"})
  void anEmptyFileHasNoColumns(String text) {
    try (CsvFile csv = fixture.open(text)) {
      assertThat(csv.columns()).isEmpty();
      assertThatThrownBy(() -> csv.rows(Map.of()))
          .isInstanceOf(LakehouseException.class)
          .hasMessage("data.csv: the file is empty: it has no header and no rows");
    }
  }
}
