package dev.lakehouse.serve.trino;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QueryIdsTest {
  private static final Instant NOW = Instant.parse("2024-02-29T23:59:58.999Z");

  @Test
  void haveTrinosForm() {
    QueryIds ids = new QueryIds(new SecureRandom());
    assertThat(ids.next(NOW)).matches("20240229_235958_00000_[a-km-np-z2-9]{5}");
    assertThat(ids.next(NOW)).startsWith("20240229_235958_00001_");
  }

  @Test
  void keepTheirFormHoweverManyThereAre() {
    QueryIds ids = new QueryIds(new SecureRandom());
    assertThat(IntStream.range(0, 100_000).mapToObj(i -> ids.next(NOW)).distinct())
        .hasSize(100_000);
    assertThat(ids.next(NOW.plusSeconds(1))).startsWith("20240229_235959_00000_");
  }
}
