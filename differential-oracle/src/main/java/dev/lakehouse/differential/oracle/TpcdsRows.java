package dev.lakehouse.differential.oracle;

import io.trino.spi.connector.InMemoryRecordSet;
import io.trino.spi.connector.RecordSet;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.Type;
import io.trino.tpcds.Results;
import io.trino.tpcds.Session;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;

/** The rows of a generated table in Trino's own representation. */
final class TpcdsRows {
  private static final long PICOSECONDS_PER_NANOSECOND = 1000;

  private TpcdsRows() {}

  static RecordSet of(TpcdsMetadata.Table table, List<TpcdsMetadata.Column> columns) {
    Session session =
        Session.getDefaultSession()
            .withScale(TpcdsMetadata.SCALE)
            .withTable(table.generated())
            .withNoSexism(true);
    Iterable<List<Object>> rows =
        () -> rows(Results.constructResults(table.generated(), session), columns);
    return new InMemoryRecordSet(columns.stream().map(TpcdsMetadata.Column::type).toList(), rows);
  }

  private static Iterator<List<Object>> rows(Results results, List<TpcdsMetadata.Column> columns) {
    return StreamSupport.stream(results.spliterator(), false)
        .map(row -> row(row.getFirst(), columns))
        .iterator();
  }

  private static List<Object> row(List<String> values, List<TpcdsMetadata.Column> columns) {
    List<Object> row = new ArrayList<>(columns.size());
    for (TpcdsMetadata.Column column : columns) {
      String value = values.get(column.position());
      row.add(value == null ? null : value(column.type(), value));
    }
    return row;
  }

  private static Object value(Type type, String value) {
    return switch (type) {
      case BigintType _, IntegerType _ -> Long.valueOf(value);
      case DateType _ -> LocalDate.parse(value).toEpochDay();
      case TimeType _ -> LocalTime.parse(value).toNanoOfDay() * PICOSECONDS_PER_NANOSECOND;
      case DecimalType decimal ->
          new BigDecimal(value)
              .setScale(decimal.getScale(), RoundingMode.UNNECESSARY)
              .unscaledValue()
              .longValueExact();
      default -> value;
    };
  }
}
