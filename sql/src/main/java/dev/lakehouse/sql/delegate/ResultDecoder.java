package dev.lakehouse.sql.delegate;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trino.spi.block.BlockBuilder;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimeZoneKey;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import io.trino.type.JsonType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;

/** Reads one column of a statement's result in the form of Trino's client protocol. Thread-safe. */
public final class ResultDecoder {
  private final Type type;
  private final Codec codec;
  private final Vectors vectors = new Vectors(CarriedJson.factory());

  /**
   * For a column.
   *
   * @param zone the zone of the timestamps with time zone in it; may be empty if there are none
   * @throws dev.lakehouse.sql.type.Unsupported if the type cannot be held in DuckDB
   */
  public ResultDecoder(Type type, Optional<TimeZoneKey> zone) {
    this.type = type;
    this.codec = Codecs.of(type, zone);
  }

  /** What to select, so that the column arrives as {@link #decode} expects it. */
  public String select(String storage) {
    return isFlat() ? storage : codec.encode(storage);
  }

  private boolean isFlat() {
    return switch (type) {
      case BooleanType _, TinyintType _, SmallintType _, IntegerType _, BigintType _ -> true;
      case RealType _, DoubleType _, DecimalType _, VarcharType _, JsonType _, DateType _ -> true;
      case CharType _ -> true;
      default -> false;
    };
  }

  /** The values of a chunk, row by row; those that are NULL are null. */
  public static List<List<Object>> rows(List<ResultDecoder> columns, DuckDBDataChunkReader chunk) {
    int rows = Math.toIntExact(chunk.rowCount());
    Object[][] values = new Object[rows][columns.size()];
    for (int column = 0; column < columns.size(); column++) {
      ResultDecoder decoder = columns.get(column);
      DuckDBReadableVector vector = chunk.vector(column);
      VectorMemory memory = VectorMemory.of(vector);
      for (int row = 0; row < rows; row++) {
        if (!vector.isNull(row)) {
          values[row][column] = decoder.decode(vector, memory, row);
        }
      }
    }
    List<List<Object>> result = new ArrayList<>(rows);
    for (Object[] row : values) {
      result.add(Arrays.asList(row));
    }
    return result;
  }

  private Object decode(DuckDBReadableVector vector, VectorMemory memory, int row) {
    return switch (type) {
      case BooleanType _ -> vector.getBoolean(row);
      case TinyintType _ -> vector.getByte(row);
      case SmallintType _ -> vector.getShort(row);
      case IntegerType _ -> vector.getInt(row);
      case BigintType _ -> memory.getLong(row);
      case RealType _ -> ProtocolValues.number(vector.getFloat(row));
      case DoubleType _ -> ProtocolValues.number(memory.getDouble(row));
      case DecimalType _ -> vector.getBigDecimal(row).toPlainString();
      case VarcharType _, JsonType _ -> text(memory, row);
      case CharType text -> padded(text(memory, row), text.getLength());
      case DateType _ -> vector.getLocalDate(row).toString();
      case TimestampType timestamp when timestamp.isShort() ->
          TimestampText.of(memory.getLong(row), timestamp.getPrecision());
      default -> throughTrino(memory, row);
    };
  }

  private static String text(VectorMemory memory, int row) {
    return new String(memory.getText(row), UTF_8);
  }

  private static String padded(String text, int length) {
    return text + " ".repeat(Math.max(0, length - text.codePointCount(0, text.length())));
  }

  private Object throughTrino(VectorMemory memory, int row) {
    BlockBuilder one = type.createBlockBuilder(null, 1);
    try {
      vectors.append(codec, memory, row, one);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ProtocolValues.of(type, one.build(), 0);
  }
}
