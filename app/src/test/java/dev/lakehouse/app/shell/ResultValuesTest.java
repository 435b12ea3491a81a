package dev.lakehouse.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.trino.client.ClientTypeSignature;
import io.trino.client.ClientTypeSignatureParameter;
import io.trino.client.Column;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultValuesTest {
  private static ClientTypeSignature type(String name, ClientTypeSignature... parts) {
    return new ClientTypeSignature(
        name, Arrays.stream(parts).map(ClientTypeSignatureParameter::ofType).toList());
  }

  private static Object value(ClientTypeSignature type, Object value) {
    return new ResultValues(List.of(new Column("c", type.getRawType(), type)))
        .row(Arrays.asList(value))
        .getFirst();
  }

  @Test
  void valuesAreThoseOfTheirTypes() {
    assertThat(value(type("decimal"), "1.50")).isEqualTo(new BigDecimal("1.50"));
    assertThat((byte[]) value(type("varbinary"), "YQ==")).containsExactly('a');
    assertThat(value(type("array", type("decimal")), Arrays.asList("1", null)))
        .isEqualTo(Arrays.asList(BigDecimal.ONE, null));
    assertThat(
            value(
                type("map", type("decimal"), type("array", type("integer"))),
                Map.of("2", List.of(1))))
        .isEqualTo(Map.of(new BigDecimal("2"), List.of(1)));
    assertThat(value(type("varchar"), null)).isNull();
  }

  @Test
  void keysOfEveryTypeArePrinted() {
    for (String key : List.of("array", "row", "map", "varbinary", "date", "varchar")) {
      assertThat(
              value(type("map", type(key, type("integer")), type("integer")), Map.of("[61 62]", 1)))
          .as(key)
          .isEqualTo(Map.of("[61 62]", 1));
    }
  }
}
