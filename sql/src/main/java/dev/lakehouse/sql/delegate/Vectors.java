package dev.lakehouse.sql.delegate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.trino.spi.block.Block;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.type.Int128;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBWritableVector;

/** Copies between DuckDB's vectors of carriers and Trino's blocks. Thread-safe. */
final class Vectors {
  private final JsonFactory json;

  Vectors(JsonFactory json) {
    this.json = json;
  }

  /** A block with the values of a vector. */
  Block read(Codec codec, DuckDBReadableVector vector, int rows) throws IOException {
    BlockBuilder to = codec.type().createBlockBuilder(null, rows);
    VectorMemory memory = VectorMemory.of(vector);
    for (int row = 0; row < rows; row++) {
      if (vector.isNull(row)) {
        to.appendNull();
      } else {
        append(codec, memory, row, to);
      }
    }
    return to.build();
  }

  /** Appends one value of a vector, which is not NULL. */
  void append(Codec codec, VectorMemory from, int row, BlockBuilder to) throws IOException {
    switch (codec) {
      case LeafCodec.OfLong leaf -> leaf.writer().write(to, from.getLong(row));
      case LeafCodec.OfDouble leaf -> leaf.writer().write(to, from.getDouble(row));
      case LeafCodec.OfText leaf -> leaf.writer().write(to, from.getText(row));
      case LeafCodec.OfShortDecimal leaf -> leaf.type().writeLong(to, from.getLong(row));
      case LeafCodec.OfWide leaf ->
          leaf.writer().write(to, Int128.valueOf(from.getHigh(row), from.getLow(row)));
      case NestedCodec nested -> parse(nested, from.getText(row), to);
    }
  }

  private void parse(NestedCodec codec, byte[] text, BlockBuilder to) throws IOException {
    try (JsonParser parser = json.createParser(text)) {
      parser.nextToken();
      codec.readNullableJson(parser, to);
    }
  }

  /** Fills a new vector with the values of a block. */
  void write(Codec codec, Block block, int rows, DuckDBWritableVector to) throws IOException {
    switch (codec) {
      case LeafCodec.OfText leaf -> writeTexts(leaf.reader()::read, block, rows, to);
      case NestedCodec nested ->
          writeTexts((from, row) -> format(nested, from, row), block, rows, to);
      case LeafCodec leaf -> {
        VectorMemory memory = VectorMemory.of(to);
        for (int row = 0; row < rows; row++) {
          if (block.isNull(row)) {
            to.setNull(row);
          } else {
            write(leaf, block, row, memory);
          }
        }
      }
    }
  }

  private static void write(LeafCodec codec, Block block, int row, VectorMemory to) {
    switch (codec) {
      case LeafCodec.OfLong leaf -> to.setLong(row, leaf.reader().read(block, row));
      case LeafCodec.OfDouble leaf -> to.setDouble(row, leaf.reader().read(block, row));
      case LeafCodec.OfShortDecimal leaf -> to.setLong(row, leaf.type().getLong(block, row));
      case LeafCodec.OfWide leaf -> {
        Int128 value = leaf.reader().read(block, row);
        to.setWide(row, value.getHigh(), value.getLow());
      }
      case LeafCodec.OfText _ -> throw new IllegalArgumentException("texts come in batches");
    }
  }

  /** The text of one value. */
  @FunctionalInterface
  private interface TextReader {
    byte[] read(Block block, int position) throws IOException;
  }

  private static void writeTexts(TextReader reader, Block block, int rows, DuckDBWritableVector to)
      throws IOException {
    byte[][] texts = new byte[rows][];
    boolean nulls = false;
    for (int row = 0; row < rows; row++) {
      if (block.isNull(row)) {
        nulls = true;
      } else {
        texts[row] = reader.read(block, row);
      }
    }
    byte[][] filled = nulls ? filled(texts) : texts;
    to.setStringUtf8Batch(0, filled);
    if (nulls) {
      for (int row = 0; row < rows; row++) {
        if (texts[row] == null) {
          to.setNull(row);
        }
      }
    }
  }

  private static byte[][] filled(byte[][] texts) {
    byte[] nothing = new byte[0];
    return Arrays.stream(texts).map(text -> text == null ? nothing : text).toArray(byte[][]::new);
  }

  private byte[] format(NestedCodec codec, Block block, int position) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator generator = json.createGenerator(bytes)) {
      codec.writeJson(block, position, generator);
    }
    return bytes.toByteArray();
  }
}
