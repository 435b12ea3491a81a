package dev.lakehouse.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SqlSessionTest {
  private static SessionUpdate properties(Map<String, String> set, Set<String> reset) {
    return new SessionUpdate(
        Optional.empty(), Optional.empty(), Optional.empty(), set, reset, Map.of(), Set.of());
  }

  @Test
  void setTimeZoneLastsUntilItIsReset() {
    SqlSession session = SqlSession.of("ann", "iceberg", "lakehouse");

    SqlSession changed =
        session.with(properties(Map.of("time_zone_id", "Europe/Berlin"), Set.of()));
    SqlSession reset = changed.with(properties(Map.of(), Set.of("time_zone_id")));

    assertThat(session.currentTimeZone()).isEqualTo(ZoneId.of("UTC"));
    assertThat(changed.currentTimeZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    assertThat(reset.currentTimeZone()).isEqualTo(ZoneId.of("UTC"));
  }
}
