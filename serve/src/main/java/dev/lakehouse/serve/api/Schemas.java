package dev.lakehouse.serve.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.NamingBase;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.serve.api.body.ApiJson;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** JSON Schema of Java's records. Not thread-safe. */
final class Schemas {
  private static final String SUFFIX = "Body";
  private static final NamingBase NAMES = (NamingBase) PropertyNamingStrategies.SNAKE_CASE;

  private final JsonNodeFactory json = JsonNodeFactory.instance;
  private final ObjectNode components = json.objectNode();

  /** The schema of a type; those of records are kept, and referred to. */
  ObjectNode of(Type type) {
    return switch (type) {
      case ParameterizedType generic -> generic(generic);
      case Class<?> plain -> plain(plain);
      default -> throw new IllegalArgumentException("no schema of " + type);
    };
  }

  /** The schemas of all records that were met, by name. */
  ObjectNode components() {
    return components;
  }

  private ObjectNode generic(ParameterizedType type) {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      return of(arguments[0]);
    }
    if (type.getRawType() == List.class) {
      return json.objectNode().put("type", "array").set("items", of(arguments[0]));
    }
    if (type.getRawType() == Map.class && arguments[0] == String.class) {
      return json.objectNode().put("type", "object").set("additionalProperties", of(arguments[1]));
    }
    throw new IllegalArgumentException("no schema of " + type);
  }

  private ObjectNode plain(Class<?> type) {
    if (type.isRecord()) {
      return record(type);
    }
    if (type.isEnum()) {
      ObjectNode schema = json.objectNode().put("type", "string");
      ArrayNode values = schema.putArray("enum");
      for (Object constant : type.getEnumConstants()) {
        values.add(ApiJson.word((Enum<?>) constant));
      }
      return schema;
    }
    if (type == long.class || type == OptionalLong.class) {
      return json.objectNode().put("type", "integer").put("format", "int64");
    }
    return switch (type.getSimpleName()) {
      case "String" -> json.objectNode().put("type", "string");
      case "int" -> json.objectNode().put("type", "integer").put("format", "int32");
      case "double" -> json.objectNode().put("type", "number").put("format", "double");
      case "boolean" -> json.objectNode().put("type", "boolean");
      case "Instant" -> text(Instant.class, type, "date-time");
      case "Duration" -> text(Duration.class, type, "duration");
      case "ObjectNode" -> json.objectNode().put("type", "object");
      default -> throw new IllegalArgumentException("no schema of " + type);
    };
  }

  private ObjectNode text(Class<?> expected, Class<?> type, String format) {
    if (expected != type) {
      throw new IllegalArgumentException("no schema of " + type);
    }
    return json.objectNode().put("type", "string").put("format", format);
  }

  private ObjectNode record(Class<?> type) {
    String name = name(type);
    if (!components.has(name)) {
      ObjectNode schema = json.objectNode().put("type", "object");
      // Before its own components, which may refer to it.
      components.set(name, schema);
      ObjectNode properties = json.objectNode();
      ArrayNode required = json.arrayNode();
      for (RecordComponent component : type.getRecordComponents()) {
        String property = property(component);
        properties.set(property, of(component.getGenericType()));
        if (!isOptional(component)) {
          required.add(property);
        }
      }
      schema.set("properties", properties);
      if (!required.isEmpty()) {
        schema.set("required", required);
      }
    }
    return json.objectNode().put("$ref", "#/components/schemas/" + name);
  }

  private static String property(RecordComponent component) {
    JsonProperty own = component.getAccessor().getAnnotation(JsonProperty.class);
    return own == null ? NAMES.translate(component.getName()) : own.value();
  }

  private static boolean isOptional(RecordComponent component) {
    return component.getType() == Optional.class || component.getType() == OptionalLong.class;
  }

  private static String name(Class<?> type) {
    String enclosing = type.getEnclosingClass() == null ? "" : name(type.getEnclosingClass());
    String own = type.getSimpleName();
    return enclosing
        + (own.endsWith(SUFFIX) ? own.substring(0, own.length() - SUFFIX.length()) : own);
  }

  /** How a schema is called for people: the name of a record, or else its type. */
  static String word(JsonNode schema) {
    JsonNode reference = schema.path("$ref");
    if (reference.isTextual()) {
      return reference.asText().substring(reference.asText().lastIndexOf('/') + 1);
    }
    return switch (schema.path("type").asText()) {
      case "array" -> "list of " + word(schema.path("items"));
      case "object" ->
          schema.has("additionalProperties")
              ? "object of " + word(schema.path("additionalProperties"))
              : "object";
      case "string" ->
          schema.has("enum")
              ? String.join(" | ", words(schema.path("enum")))
              : schema.path("format").asText("string");
      default -> schema.path("type").asText();
    };
  }

  private static List<String> words(JsonNode array) {
    return array.valueStream().map(JsonNode::asText).toList();
  }
}
