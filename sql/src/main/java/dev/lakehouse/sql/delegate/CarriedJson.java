package dev.lakehouse.sql.delegate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** The JSON in which nested values and the rows of a group travel. */
final class CarriedJson {
  private CarriedJson() {}

  /** Reads texts as long as DuckDB has them; by itself Jackson refuses those beyond 20 MB. */
  static JsonFactory factory() {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
        .build();
  }
}
