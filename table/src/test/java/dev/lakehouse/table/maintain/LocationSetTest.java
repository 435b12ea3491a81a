package dev.lakehouse.table.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.table.store.ObjectPath;
import org.junit.jupiter.api.Test;

class LocationSetTest {
  private static ObjectPath path(int number) {
    return new ObjectPath("bucket", "data/" + number + ".parquet");
  }

  @Test
  void knowsWhatWasAddedAndNothingElse() {
    LocationSet set = new LocationSet();
    for (int i = 0; i < 20_000; i++) {
      assertThat(set.contains(path(i))).isFalse();
      assertThat(set.add(path(i))).isTrue();
    }
    for (int i = 0; i < 20_000; i++) {
      assertThat(set.contains(path(i))).isTrue();
      assertThat(set.add(path(i))).isFalse();
      assertThat(set.contains(path(i + 20_000))).isFalse();
    }
  }
}
