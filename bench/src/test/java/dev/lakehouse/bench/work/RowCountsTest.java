package dev.lakehouse.bench.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.sql.Workload;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowCountsTest {
  private static RowCounts counts(Workload workload, String query, long ours, long peer) {
    return new RowCounts(workload, query, Set.of(ours), Set.of(peer));
  }

  @Test
  void asManyRowsAreComparedWhateverTheQuery() {
    assertThat(counts(Workload.TPCDS, "q11", 90, 90).judged(true)).isEqualTo(new Bar.None());
    assertThat(counts(Workload.TPCH, "q11", 90, 90).judged(true)).isEqualTo(new Bar.None());
  }

  @ParameterizedTest
  @CsvSource({"TPCDS, q11", "TPCDS, q75"})
  void whatComparesQuotientsOfDecimalsIsExcused(Workload workload, String query) {
    assertThat(counts(workload, query, 88, 90).judged(true))
        .isEqualTo(new Bar.Excused("rows: [88], peer [90]"));
  }

  @ParameterizedTest
  @CsvSource({"TPCH, q11", "TPCH, q75", "TPCDS, q12", "TPCDS, q74"})
  void anyOtherDifferenceFailsWhereTheBarsAre(Workload workload, String query) {
    assertThatThrownBy(() -> counts(workload, query, 88, 90).judged(true))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(workload.schema() + " " + query)
        .hasMessageContaining("rows: [88], peer [90]");
  }

  @Test
  void withFewRowsADifferenceIsTold() {
    assertThat(counts(Workload.TPCDS, "q74", 88, 90).judged(false))
        .isEqualTo(new Bar.Excused("rows: [88], peer [90]"));
  }

  @Test
  void rowsThatComeAndGoFailAtAnyScale() {
    RowCounts changing = new RowCounts(Workload.TPCDS, "q11", Set.of(88L, 89L), Set.of(90L));

    assertThatThrownBy(() -> changing.judged(false)).isInstanceOf(IllegalStateException.class);
  }
}
