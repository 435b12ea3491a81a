package dev.lakehouse.sql.delegate;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.trino.spi.block.Block;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.Decimals;
import io.trino.spi.type.Int128;
import io.trino.spi.type.Type;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Codecs of types without types inside. Patterns have one {@code %s} for the operand. */
sealed interface LeafCodec extends Codec {
  /** SQL on both ways; a type that JSON can be cast to directly names itself. */
  record Sql(String encode, String decode, Optional<String> direct) {
    public Sql {
      requireNonNull(encode, "encode is null");
      requireNonNull(decode, "decode is null");
      requireNonNull(direct, "direct is null");
    }

    static Sql of(String encode, String decode) {
      return new Sql(encode, decode, Optional.empty());
    }

    static Sql direct(String encode, String decode, String type) {
      return new Sql(encode, decode, Optional.of(type));
    }
  }

  /** The SQL on both ways. */
  Sql sql();

  @Override
  default String encode(String storage) {
    return sql().encode().formatted(storage);
  }

  @Override
  default String decode(String carried) {
    return sql().decode().formatted(carried);
  }

  @Override
  default String toJson(String storage) {
    return encode(storage);
  }

  @Override
  default String wireType() {
    return sql().direct().orElse(carrier().sql());
  }

  @Override
  default String fromWire(String wire) {
    return wireIsStorage() ? wire : decode(wire);
  }

  @Override
  default boolean wireIsStorage() {
    return sql().direct().isPresent();
  }

  /** Values that travel as 64-bit integers. */
  record OfLong(Type type, Sql sql, ToLong reader, FromLong writer) implements LeafCodec {
    /** Takes a value out of a block. */
    @FunctionalInterface
    interface ToLong {
      long read(Block block, int position);
    }

    /** Puts a value into a block. */
    @FunctionalInterface
    interface FromLong {
      void write(BlockBuilder to, long value);
    }

    @Override
    public Carrier carrier() {
      return Carrier.LONG;
    }

    @Override
    public void readJson(JsonParser from, BlockBuilder to) throws IOException {
      writer.write(to, from.getLongValue());
    }

    @Override
    public void writeJson(Block from, int position, JsonGenerator to) throws IOException {
      to.writeNumber(reader.read(from, position));
    }
  }

  /** Values that travel as decimals of up to 38 digits, and in JSON as text. */
  record OfWide(Type type, Sql sql, int scale, ToWide reader, FromWide writer)
      implements LeafCodec {
    /** Takes a value out of a block. */
    @FunctionalInterface
    interface ToWide {
      Int128 read(Block block, int position);
    }

    /** Puts a value into a block. */
    @FunctionalInterface
    interface FromWide {
      void write(BlockBuilder to, Int128 value);
    }

    @Override
    public Carrier carrier() {
      return new Carrier(Carrier.Form.LONG_DECIMAL, scale);
    }

    @Override
    public String toJson(String storage) {
      return "CAST(%s AS VARCHAR)".formatted(storage);
    }

    @Override
    public void readJson(JsonParser from, BlockBuilder to) throws IOException {
      writer.write(to, Int128.valueOf(new BigDecimal(from.getText()).unscaledValue()));
    }

    @Override
    public void writeJson(Block from, int position, JsonGenerator to) throws IOException {
      to.writeString(Decimals.toString(reader.read(from, position), scale));
    }
  }

  /** Values that travel as floating-point numbers. */
  record OfDouble(Type type, Sql sql, ToDouble reader, FromDouble writer) implements LeafCodec {
    /** Takes a value out of a block. */
    @FunctionalInterface
    interface ToDouble {
      double read(Block block, int position);
    }

    /** Puts a value into a block. */
    @FunctionalInterface
    interface FromDouble {
      void write(BlockBuilder to, double value);
    }

    @Override
    public Carrier carrier() {
      return Carrier.DOUBLE;
    }

    @Override
    public String toJson(String storage) {
      // JSON has no NaN and no infinity.
      return "CAST(%s AS VARCHAR)".formatted(encode(storage));
    }

    @Override
    public void readJson(JsonParser from, BlockBuilder to) throws IOException {
      writer.write(to, parse(from.getText()));
    }

    private static double parse(String text) {
      return switch (text) {
        case "nan", "-nan" -> Double.NaN;
        case "inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        default -> Double.parseDouble(text);
      };
    }

    @Override
    public void writeJson(Block from, int position, JsonGenerator to) throws IOException {
      to.writeNumber(reader.read(from, position));
    }
  }

  /** Values that travel as text. */
  record OfText(Type type, Sql sql, ToText reader, FromText writer) implements LeafCodec {
    /** Takes a value out of a block, in UTF-8. */
    @FunctionalInterface
    interface ToText {
      byte[] read(Block block, int position);
    }

    /** Puts a value into a block. */
    @FunctionalInterface
    interface FromText {
      void write(BlockBuilder to, byte[] value);
    }

    @Override
    public Carrier carrier() {
      return Carrier.TEXT;
    }

    @Override
    public void readJson(JsonParser from, BlockBuilder to) throws IOException {
      if (from.currentToken() != JsonToken.VALUE_STRING) {
        throw new IllegalStateException("not a text: " + from.currentToken());
      }
      writer.write(to, from.getText().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void writeJson(Block from, int position, JsonGenerator to) throws IOException {
      to.writeString(new String(reader.read(from, position), StandardCharsets.UTF_8));
    }
  }

  /** Decimals of up to 18 digits, which travel as such and in JSON as text. */
  record OfShortDecimal(DecimalType type, Sql sql) implements LeafCodec {
    @Override
    public Carrier carrier() {
      return Carrier.of(type);
    }

    @Override
    public String toJson(String storage) {
      return "CAST(%s AS VARCHAR)".formatted(storage);
    }

    @Override
    public void readJson(JsonParser from, BlockBuilder to) throws IOException {
      type.writeLong(to, new BigDecimal(from.getText()).unscaledValue().longValueExact());
    }

    @Override
    public void writeJson(Block from, int position, JsonGenerator to) throws IOException {
      to.writeString(Decimals.toString(type.getLong(from, position), type.getScale()));
    }
  }
}
