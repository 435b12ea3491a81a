package dev.lakehouse.pipeline.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lists and maps of texts as the database keeps them. */
final class JsonTexts {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final TypeReference<Map<String, String>> MAP = new TypeReference<>() {};
  private static final TypeReference<List<String>> LIST = new TypeReference<>() {};

  private JsonTexts() {}

  static String write(Map<String, String> texts) {
    return MAPPER.valueToTree(new TreeMap<>(texts)).toString();
  }

  static String write(List<String> texts) {
    return MAPPER.valueToTree(texts).toString();
  }

  static Map<String, String> map(String json) {
    return read(json, MAP);
  }

  static List<String> list(String json) {
    return read(json, LIST);
  }

  private static <T> T read(String json, TypeReference<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not what was written: " + json, e);
    }
  }
}
