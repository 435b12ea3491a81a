package dev.lakehouse.serve.trino;

import static dev.lakehouse.serve.trino.TestResult.column;
import static org.assertj.core.api.Assertions.assertThat;

import io.trino.client.ClientTypeSignature;
import io.trino.client.ClientTypeSignatureParameter;
import io.trino.client.Column;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MillisecondTimesTest {
  private static final ClientTypeSignature AT =
      new ClientTypeSignature("timestamp", List.of(ClientTypeSignatureParameter.ofLong(6)));

  @Test
  void typesLoseTheirPrecision() {
    List<Column> simple =
        simple(
                column("at", "timestamp(6)", "timestamp", 6),
                column("zoned", "timestamp(12) with time zone", "timestamp with time zone", 12),
                column("clock", "time(0)", "time", 0),
                column("amount", "decimal(10, 2)", "decimal", 10, 2),
                new Column("list", "array(timestamp(6))", arrayOf(AT)))
            .columns();

    assertThat(simple)
        .extracting(Column::getType)
        .containsExactly(
            "timestamp", "timestamp with time zone", "time", "decimal(10, 2)", "array(timestamp)");
    assertThat(simple)
        .extracting(column -> column.getTypeSignature().toString())
        .containsExactly(
            "timestamp", "timestamp with time zone", "time", "decimal(10,2)", "array(timestamp)");
  }

  @Test
  void valuesHaveThreeDigitsAtMost() {
    MillisecondTimes times =
        simple(
            column("at", "timestamp(6)", "timestamp", 6),
            column("zoned", "timestamp(6) with time zone", "timestamp with time zone", 6),
            column("short", "time(0)", "time", 0),
            column("text", "varchar"),
            new Column("list", "array(timestamp(6))", arrayOf(AT)),
            new Column(
                "map",
                "map(timestamp(6), bigint)",
                new ClientTypeSignature(
                    "map",
                    List.of(
                        ClientTypeSignatureParameter.ofType(AT),
                        ClientTypeSignatureParameter.ofType(new ClientTypeSignature("bigint"))))),
            column("nothing", "timestamp(6)", "timestamp", 6));

    String at = "2024-02-29 23:59:59.123999";
    List<List<Object>> rows =
        times.rows(
            List.of(
                Arrays.asList(
                    at,
                    at + " Europe/Berlin",
                    "23:59:59",
                    at,
                    Arrays.asList(at, null),
                    Map.of(at, 1L),
                    null)));

    String cut = "2024-02-29 23:59:59.123";
    assertThat(rows)
        .containsExactly(
            Arrays.asList(
                cut,
                cut + " Europe/Berlin",
                "23:59:59",
                at,
                Arrays.asList(cut, null),
                Map.of(cut, 1L),
                null));
  }

  @Test
  void whatHasNoTimesStaysAsItIs() {
    assertThat(MillisecondTimes.of(List.of(column("day", "date"), column("n", "bigint"))))
        .isEmpty();
  }

  private static MillisecondTimes simple(Column... columns) {
    return MillisecondTimes.of(List.of(columns)).orElseThrow();
  }

  private static ClientTypeSignature arrayOf(ClientTypeSignature item) {
    return new ClientTypeSignature("array", List.of(ClientTypeSignatureParameter.ofType(item)));
  }
}
