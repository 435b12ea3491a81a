package dev.lakehouse.serve.api;

import static java.util.Objects.requireNonNull;

import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One operation of the API: how it is asked for, what it answers, and who answers it.
 *
 * @param path below the root, with names of parameters in braces
 * @param name tells it from all others, such as {@code list_runs}
 * @param summary what it does, in a sentence
 * @param body what it is sent; empty if that is nothing
 */
record Operation(
    HandlerType method,
    String path,
    String name,
    String summary,
    List<Parameter<?>> parameters,
    Optional<Class<?>> body,
    Answer answer) {
  private static final Pattern IN_PATH = Pattern.compile("\\{(\\w+)}");

  Operation {
    requireNonNull(method, "method is null");
    requireNonNull(path, "path is null");
    requireNonNull(name, "name is null");
    requireNonNull(summary, "summary is null");
    parameters = List.copyOf(parameters);
    requireNonNull(body, "body is null");
    requireNonNull(answer, "answer is null");
    Set<String> inPath =
        IN_PATH.matcher(path).results().map(found -> found.group(1)).collect(Collectors.toSet());
    Set<String> declared =
        parameters.stream()
            .filter(parameter -> parameter.place() == Parameter.Place.PATH)
            .map(Parameter::name)
            .collect(Collectors.toSet());
    if (!inPath.equals(declared)) {
      throw new IllegalArgumentException(path + " has the parameters " + declared);
    }
  }

  /** What comes back. */
  sealed interface Answer {}

  /** A JSON body. */
  record Json<T>(int status, Class<T> type, Answering<T> by) implements Answer {}

  /**
   * Server-sent events, as HTML's standard has them.
   *
   * @param types what each event carries, by its name
   */
  record Events(SequencedMap<String, Class<?>> types, Streaming by) implements Answer {}

  /** Makes a JSON body. */
  @FunctionalInterface
  interface Answering<T> {
    T answer(ApiRequest request) throws Exception;
  }

  /** Sends events until there are no more. */
  @FunctionalInterface
  interface Streaming {
    void stream(ApiRequest request, EventStream events) throws InterruptedException;
  }

  static Draft get(String path, String name, String summary, Parameter<?>... parameters) {
    return new Draft(HandlerType.GET, path, name, summary, List.of(parameters), Optional.empty());
  }

  static Draft post(String path, String name, String summary, Parameter<?>... parameters) {
    return new Draft(HandlerType.POST, path, name, summary, List.of(parameters), Optional.empty());
  }

  static Draft put(String path, String name, String summary, Parameter<?>... parameters) {
    return new Draft(HandlerType.PUT, path, name, summary, List.of(parameters), Optional.empty());
  }

  static Draft delete(String path, String name, String summary, Parameter<?>... parameters) {
    return new Draft(
        HandlerType.DELETE, path, name, summary, List.of(parameters), Optional.empty());
  }

  /** An operation of which it is not yet said what it answers. */
  record Draft(
      HandlerType method,
      String path,
      String name,
      String summary,
      List<Parameter<?>> parameters,
      Optional<Class<?>> body) {
    private static final int OK = 200;

    Draft takes(Class<?> type) {
      return new Draft(method, path, name, summary, parameters, Optional.of(type));
    }

    <T> Operation answers(Class<T> type, Answering<T> by) {
      return answers(OK, type, by);
    }

    <T> Operation answers(int status, Class<T> type, Answering<T> by) {
      return operation(new Json<>(status, type, by));
    }

    Operation streams(SequencedMap<String, Class<?>> types, Streaming by) {
      return operation(new Events(types, by));
    }

    private Operation operation(Answer answer) {
      return new Operation(method, path, name, summary, parameters, body, answer);
    }
  }

  /** Those of its parameters that are given in one place, by name. */
  Map<String, Parameter<?>> parametersIn(Parameter.Place place) {
    return parameters.stream()
        .filter(parameter -> parameter.place() == place)
        .collect(Collectors.toMap(Parameter::name, parameter -> parameter));
  }

  /** True if it answers at a path. */
  boolean isAt(String asked) {
    return asked.matches(IN_PATH.matcher(path).replaceAll("[^/]+"));
  }
}
