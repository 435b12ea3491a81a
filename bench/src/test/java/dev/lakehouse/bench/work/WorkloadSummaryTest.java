package dev.lakehouse.bench.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Paired;
import dev.lakehouse.bench.measure.Samples;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadSummaryTest {
  private static final WorkloadSummary SUMMARY =
      new WorkloadSummary(
          "tpch",
          List.of(
              query("q01", 100, 50, 800, new Bar.None()),
              query("q02", 400, 400, 800, new Bar.None()),
              query("q03", 900, 100, 900, new Bar.Excused("rows: [1], peer [2]"))));

  private static Samples millis(long millis) {
    return new Samples(List.of(Duration.ofMillis(millis)));
  }

  private static Figure query(String query, long ours, long peer, long trino, Bar bar) {
    return Figure.of("tpch-" + query, new Paired(millis(ours), millis(peer)), bar)
        .withTrino(millis(trino));
  }

  @Test
  void whatIsExcusedIsNotComparedWithThePeer() {
    Figure mean = SUMMARY.geometricMean(new Bar.TimesPeer(1.5));
    Figure worst = SUMMARY.worst(new Bar.TimesPeer(3));

    assertThat(mean.ours().median()).isEqualTo(0.2, within(1e-6));
    assertThat(mean.ratio()).hasValueCloseTo(Math.sqrt(2), within(1e-6));
    assertThat(worst.name()).isEqualTo("tpch-worst-q01");
    assertThat(worst.ratio()).hasValueCloseTo(2.0, within(1e-6));
  }

  @Test
  void allQueriesAreComparedWithTrino() {
    Figure mean = SUMMARY.trinoGeometricMean(new Bar.TimesFasterThanTrino(2.5));
    Figure total = SUMMARY.trinoTotal();
    Figure nearest = SUMMARY.trinoNearest();

    assertThat(mean.name()).isEqualTo("tpch-trino-geometric-mean");
    assertThat(mean.timesFasterThanTrino()).hasValueCloseTo(Math.cbrt(16), within(1e-6));
    assertThat(mean.passes()).isTrue();
    assertThat(total.name()).isEqualTo("tpch-trino-total");
    assertThat(total.ours().median()).isEqualTo(1.4, within(1e-6));
    assertThat(total.peer().orElseThrow().median()).isEqualTo(0.55, within(1e-6));
    assertThat(total.trino().orElseThrow().median()).isEqualTo(2.5, within(1e-6));
    assertThat(nearest.name()).isEqualTo("tpch-trino-nearest-q03");
  }
}
