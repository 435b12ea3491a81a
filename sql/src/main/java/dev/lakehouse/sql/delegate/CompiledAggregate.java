package dev.lakehouse.sql.delegate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.trino.operator.AggregationMetrics;
import io.trino.operator.aggregation.Aggregator;
import io.trino.operator.aggregation.AggregatorFactory;
import io.trino.spi.Page;
import io.trino.spi.PageBuilder;
import io.trino.spi.block.BlockBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBWritableVector;

/**
 * An aggregate of Trino's, whose argument is all rows of a group as one JSON array: of values if
 * there is one column, else of arrays. NULL is a group without rows. Thread-safe.
 */
final class CompiledAggregate implements DuckFunctions.ChunkFunction {
  private final JsonFactory json;
  private final Vectors vectors;
  private final List<Codec> columns;
  private final Codec output;
  private final AggregatorFactory factory;

  CompiledAggregate(
      JsonFactory json,
      Vectors vectors,
      List<Codec> columns,
      Codec output,
      AggregatorFactory factory) {
    this.json = json;
    this.vectors = vectors;
    this.columns = List.copyOf(columns);
    this.output = output;
    this.factory = factory;
  }

  /** SQL of one row's element of the array. */
  static String row(List<Codec> columns, List<String> values) {
    List<String> encoded = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      encoded.add(columns.get(i).toJson(values.get(i)));
    }
    return encoded.size() == 1
        ? encoded.getFirst()
        : "json_array(%s)".formatted(String.join(", ", encoded));
  }

  @Override
  public void apply(DuckDBDataChunkReader arguments, DuckDBWritableVector result)
      throws IOException {
    int groups = Math.toIntExact(arguments.rowCount());
    DuckDBReadableVector rows = arguments.vector(1);
    VectorMemory memory = VectorMemory.of(rows);
    BlockBuilder values = output.type().createBlockBuilder(null, groups);
    for (int group = 0; group < groups; group++) {
      Aggregator aggregator = factory.createAggregator(new AggregationMetrics());
      if (!rows.isNull(group)) {
        feed(memory.openText(group), aggregator);
      }
      aggregator.evaluate(values);
    }
    vectors.write(output, values.build(), groups, result);
  }

  private void feed(InputStream text, Aggregator aggregator) throws IOException {
    PageBuilder page = new PageBuilder(columns.stream().map(Codec::type).toList());
    try (JsonParser parser = json.createParser(text)) {
      if (parser.nextToken() == JsonToken.VALUE_NULL) {
        return;
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        page.declarePosition();
        append(parser, page);
        if (page.isFull()) {
          aggregator.processPage(page.build());
          page.reset();
        }
      }
    }
    Page last = page.build();
    if (last.getPositionCount() > 0) {
      aggregator.processPage(last);
    }
  }

  private void append(JsonParser parser, PageBuilder page) throws IOException {
    if (columns.size() == 1) {
      columns.getFirst().readNullableJson(parser, page.getBlockBuilder(0));
      return;
    }
    for (int i = 0; i < columns.size(); i++) {
      parser.nextToken();
      columns.get(i).readNullableJson(parser, page.getBlockBuilder(i));
    }
    parser.nextToken();
  }
}
