package dev.lakehouse.serve.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.NearestWord;
import dev.lakehouse.serve.api.Parameter.Place;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an operation was asked. It gives out only what the operation declares. */
final class ApiRequest {
  private static final int MOST_BYTES = 1 << 20;

  private final Context context;
  private final Operation operation;
  private final JsonMapper json;

  ApiRequest(Context context, Operation operation, JsonMapper json) {
    this.context = requireNonNull(context, "context is null");
    this.operation = requireNonNull(operation, "operation is null");
    this.json = requireNonNull(json, "json is null");
  }

  /**
   * A parameter of the path.
   *
   * @throws LakehouseException INVALID_ARGUMENT if it is not what it should be
   */
  <T> T path(Parameter<T> parameter) {
    return parsed(declared(parameter, Place.PATH), context.pathParam(parameter.name()));
  }

  /**
   * A parameter behind the question mark; empty if it is not given.
   *
   * @throws LakehouseException INVALID_ARGUMENT if it is not what it should be
   */
  <T> Optional<T> query(Parameter<T> parameter) {
    return Optional.ofNullable(context.queryParam(declared(parameter, Place.QUERY).name()))
        .map(text -> parsed(parameter, text));
  }

  private <T> Parameter<T> declared(Parameter<T> parameter, Place place) {
    if (parameter.place() != place || !operation.parameters().contains(parameter)) {
      throw new IllegalArgumentException(operation.name() + " has no " + parameter.name());
    }
    return parameter;
  }

  private static <T> T parsed(Parameter<T> parameter, String text) {
    return parameter
        .parse()
        .apply(text)
        .orElseThrow(() ->
            LakehouseException.of(
                ErrorCode.INVALID_ARGUMENT,
                "%s is '%s'".formatted(parameter.name(), text),
                "it must be " + parameter.expected()));
  }

  /**
   * Refuses what the operation does not know, which may be a misspelled thing that it does.
   *
   * @throws LakehouseException INVALID_ARGUMENT with the nearest name
   */
  void requireKnownParameters() {
    Collection<String> known =
        operation.parametersIn(Place.QUERY).keySet().stream().sorted().toList();
    for (String name : context.queryParamMap().keySet()) {
      if (!known.contains(name)) {
        throw LakehouseException.of(
            ErrorCode.INVALID_ARGUMENT,
            "%s has no parameter '%s'".formatted(operation.name(), name),
            remedy(name, known, "its parameters are "));
      }
    }
  }

  private static String remedy(String word, Collection<String> known, String list) {
    return NearestWord.to(word, known)
        .map("did you mean '%s'?"::formatted)
        .orElse(known.isEmpty() ? "it has none" : list + String.join(", ", known));
  }

  /**
   * The body, or what an empty object would be if there is none.
   *
   * @throws LakehouseException INVALID_ARGUMENT with the place of the mistake
   */
  <T> T body(Class<T> type) throws IOException {
    if (!operation.body().equals(Optional.of(type))) {
      throw new IllegalArgumentException(operation.name() + " takes no " + type.getSimpleName());
    }
    byte[] bytes = context.req().getInputStream().readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw RefusedCall.tooLarge(
          "the body is longer than %d bytes".formatted(MOST_BYTES), "send less at a time");
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      T body = json.readValue(text.isBlank() ? "{}" : text, type);
      if (body == null) {
        throw LakehouseException.of(
            ErrorCode.INVALID_ARGUMENT, "the body is null", "it must be an object: {}");
      }
      return body;
    } catch (UnrecognizedPropertyException e) {
      List<String> known = e.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
      throw wrongBody(
          e,
          "there is no '%s' in it".formatted(e.getPropertyName()),
          remedy(e.getPropertyName(), known, "it has "));
    } catch (JsonParseException e) {
      throw wrongBody(e, "it is not JSON: " + e.getOriginalMessage(), "send JSON, such as {}");
    } catch (JsonMappingException e) {
      String path =
          e.getPath().stream()
              .map(JsonMappingException.Reference::getFieldName)
              .map(String::valueOf)
              .collect(Collectors.joining("."));
      throw wrongBody(
          e,
          path.isEmpty() ? "it is not an object" : "'%s' has another type".formatted(path),
          "see /api for what this operation takes");
    }
  }

  private static LakehouseException wrongBody(
      JsonProcessingException error, String what, String remedy) {
    JsonLocation place = error.getLocation();
    return LakehouseException.of(
            ErrorCode.INVALID_ARGUMENT,
            "the body is wrong in line %d, column %d: %s"
                .formatted(place.getLineNr(), place.getColumnNr(), what),
            remedy)
        .causedBy(error);
  }

  /** A header of the answer. */
  void header(String name, String value) {
    context.header(name, value);
  }
}
