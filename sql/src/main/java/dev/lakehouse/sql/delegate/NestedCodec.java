package dev.lakehouse.sql.delegate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lakehouse.sql.type.StorageTypes;
import io.trino.spi.block.ArrayBlockBuilder;
import io.trino.spi.block.Block;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.block.MapBlockBuilder;
import io.trino.spi.block.RowBlockBuilder;
import io.trino.spi.block.SqlMap;
import io.trino.spi.block.SqlRow;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Codecs of arrays, maps and rows. To Java, arrays are JSON arrays, rows JSON arrays of their
 * fields, maps JSON arrays of pairs; back, rows are JSON objects, since that is what DuckDB casts
 * to a STRUCT, and maps arrays of such pairs.
 */
sealed interface NestedCodec extends Codec {
  @Override
  default Carrier carrier() {
    return Carrier.TEXT;
  }

  @Override
  default String encode(String storage) {
    return "CAST(to_json(%s) AS VARCHAR)".formatted(toJson(storage));
  }

  @Override
  default String decode(String carried) {
    return fromWire("CAST(CAST(%s AS JSON) AS %s)".formatted(carried, wireType()));
  }

  /** SQL that does something with each element of a list. */
  private static String each(String list, String element) {
    return "list_transform(%s, lambda _e: %s)".formatted(list, element);
  }

  /** SQL that does something with a struct that is not NULL, which it names several times. */
  private static String let(String struct, String result) {
    return "list_transform([%s], lambda _e: CASE WHEN _e IS NOT NULL THEN %s END)[1]"
        .formatted(struct, result);
  }

  private static String field(String name) {
    return "struct_extract(_e, '%s')".formatted(name.replace("'", "''"));
  }

  private static void expect(JsonParser parser, JsonToken token) throws IOException {
    if (parser.currentToken() != token) {
      throw new IllegalStateException(
          "expected %s, found %s".formatted(token, parser.currentToken()));
    }
  }

  /** Arrays. */
  record OfArray(ArrayType type, Codec element) implements NestedCodec {
    @Override
    public String toJson(String storage) {
      String each = element.toJson("_e");
      return each.equals("_e") ? storage : each(storage, each);
    }

    @Override
    public String wireType() {
      return element.wireType() + "[]";
    }

    @Override
    public String fromWire(String wire) {
      return wireIsStorage() ? wire : each(wire, element.fromWire("_e"));
    }

    @Override
    public boolean wireIsStorage() {
      return element.wireIsStorage();
    }

    @Override
    public void readJson(JsonParser from, BlockBuilder to) throws IOException {
      expect(from, JsonToken.START_ARRAY);
      ((ArrayBlockBuilder) to)
          .buildEntry(elements -> {
            while (from.nextToken() != JsonToken.END_ARRAY) {
              element.readNullableJson(from, elements);
            }
          });
    }

    @Override
    public void writeJson(Block from, int position, JsonGenerator to) throws IOException {
      Block elements = type.getObject(from, position);
      to.writeStartArray();
      for (int i = 0; i < elements.getPositionCount(); i++) {
        element.writeNullableJson(elements, i, to);
      }
      to.writeEndArray();
    }
  }

  /** Maps, in the order of their entries. */
  record OfMap(MapType type, Codec key, Codec value) implements NestedCodec {
    private static final String KEY = "key";
    private static final String VALUE = "value";

    @Override
    public String toJson(String storage) {
      return each(
          "map_entries(%s)".formatted(storage),
          "json_array(%s, %s)".formatted(key.toJson(field(KEY)), value.toJson(field(VALUE))));
    }

    @Override
    public String wireType() {
      return "STRUCT(%s %s, %s %s)[]".formatted(KEY, key.wireType(), VALUE, value.wireType());
    }

    @Override
    public String fromWire(String wire) {
      String entries =
          key.wireIsStorage() && value.wireIsStorage()
              ? wire
              : each(
                  wire,
                  "struct_pack(%s := %s, %s := %s)"
                      .formatted(
                          KEY, key.fromWire(field(KEY)), VALUE, value.fromWire(field(VALUE))));
      return "map_from_entries(%s)".formatted(entries);
    }

    @Override
    public boolean wireIsStorage() {
      return false;
    }

    @Override
    public void readJson(JsonParser from, BlockBuilder to) throws IOException {
      expect(from, JsonToken.START_ARRAY);
      ((MapBlockBuilder) to)
          .buildEntry((keys, values) -> {
            while (from.nextToken() != JsonToken.END_ARRAY) {
              expect(from, JsonToken.START_ARRAY);
              from.nextToken();
              key.readNullableJson(from, keys);
              from.nextToken();
              value.readNullableJson(from, values);
              from.nextToken();
              expect(from, JsonToken.END_ARRAY);
            }
          });
    }

    @Override
    public void writeJson(Block from, int position, JsonGenerator to) throws IOException {
      SqlMap map = type.getObject(from, position);
      to.writeStartArray();
      for (int i = map.getRawOffset(); i < map.getRawOffset() + map.getSize(); i++) {
        to.writeStartObject();
        to.writeFieldName(KEY);
        key.writeNullableJson(map.getRawKeyBlock(), i, to);
        to.writeFieldName(VALUE);
        value.writeNullableJson(map.getRawValueBlock(), i, to);
        to.writeEndObject();
      }
      to.writeEndArray();
    }
  }

  /** Rows. */
  record OfRow(RowType type, List<Codec> fields) implements NestedCodec {
    public OfRow {
      fields = List.copyOf(fields);
    }

    private List<String> names() {
      return StorageTypes.fieldNames(type).stream().map(OfRow::unquoted).toList();
    }

    private static String unquoted(String name) {
      return name.substring(1, name.length() - 1).replace("\"\"", "\"");
    }

    @Override
    public String toJson(String storage) {
      List<String> names = names();
      List<String> values = new ArrayList<>();
      for (int i = 0; i < fields.size(); i++) {
        values.add(fields.get(i).toJson(field(names.get(i))));
      }
      return let(storage, "json_array(%s)".formatted(String.join(", ", values)));
    }

    @Override
    public String wireType() {
      List<String> names = StorageTypes.fieldNames(type);
      List<String> columns = new ArrayList<>();
      for (int i = 0; i < fields.size(); i++) {
        columns.add(names.get(i) + " " + fields.get(i).wireType());
      }
      return "STRUCT(%s)".formatted(String.join(", ", columns));
    }

    @Override
    public String fromWire(String wire) {
      if (wireIsStorage()) {
        return wire;
      }
      List<String> quoted = StorageTypes.fieldNames(type);
      List<String> names = names();
      List<String> values = new ArrayList<>();
      for (int i = 0; i < fields.size(); i++) {
        values.add(quoted.get(i) + " := " + fields.get(i).fromWire(field(names.get(i))));
      }
      return let(wire, "struct_pack(%s)".formatted(String.join(", ", values)));
    }

    @Override
    public boolean wireIsStorage() {
      return fields.stream().allMatch(Codec::wireIsStorage);
    }

    @Override
    public void readJson(JsonParser from, BlockBuilder to) throws IOException {
      expect(from, JsonToken.START_ARRAY);
      ((RowBlockBuilder) to)
          .buildEntry(builders -> {
            for (int i = 0; i < fields.size(); i++) {
              from.nextToken();
              fields.get(i).readNullableJson(from, builders.get(i));
            }
          });
      from.nextToken();
      expect(from, JsonToken.END_ARRAY);
    }

    @Override
    public void writeJson(Block from, int position, JsonGenerator to) throws IOException {
      SqlRow row = type.getObject(from, position);
      List<String> names = names();
      to.writeStartObject();
      for (int i = 0; i < fields.size(); i++) {
        to.writeFieldName(names.get(i));
        fields.get(i).writeNullableJson(row.getRawFieldBlock(i), row.getRawIndex(), to);
      }
      to.writeEndObject();
    }
  }
}
