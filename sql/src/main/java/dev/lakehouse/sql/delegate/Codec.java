package dev.lakehouse.sql.delegate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.trino.spi.block.Block;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.type.Type;
import java.io.IOException;

/**
 * The way of one type's values between DuckDB's storage and Trino's blocks: SQL on DuckDB's side, a
 * {@link Carrier} between, Java on Trino's side. Within arrays, rows and maps values travel as
 * JSON, so that one text carries the whole. Immutable; all SQL names its operand just once.
 */
sealed interface Codec permits LeafCodec, NestedCodec {
  /** The type of Trino's. */
  Type type();

  /** What the values travel in. */
  Carrier carrier();

  /** SQL from storage to the carrier. */
  String encode(String storage);

  /** SQL from the carrier to storage. */
  String decode(String carried);

  /** SQL from storage to something that DuckDB's JSON functions write without loss. */
  String toJson(String storage);

  /** The type of DuckDB's that the JSON form is cast to. */
  String wireType();

  /** SQL from {@link #wireType} to storage. */
  String fromWire(String wire);

  /** Whether {@link #fromWire} has nothing to do. */
  boolean wireIsStorage();

  /** Appends the value at the parser's token, which is not null; ends at its last token. */
  void readJson(JsonParser from, BlockBuilder to) throws IOException;

  /** Writes a value that is not NULL. */
  void writeJson(Block from, int position, JsonGenerator to) throws IOException;

  /** Appends the value at the parser's token, or NULL. */
  default void readNullableJson(JsonParser from, BlockBuilder to) throws IOException {
    if (from.currentToken() == JsonToken.VALUE_NULL) {
      to.appendNull();
    } else {
      readJson(from, to);
    }
  }

  /** Writes a value or null. */
  default void writeNullableJson(Block from, int position, JsonGenerator to) throws IOException {
    if (from.isNull(position)) {
      to.writeNull();
    } else {
      writeJson(from, position, to);
    }
  }
}
