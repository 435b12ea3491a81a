package dev.lakehouse.serve.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.serve.api.Parameter.Place;
import dev.lakehouse.serve.api.body.ErrorBody;
import java.util.List;
import java.util.Locale;

/** The operations in the form of the OpenAPI Specification 3.1.0. */
final class OpenApi {
  private static final String JSON = "application/json";

  private final List<Operation> operations;
  private final JsonMapper mapper = new JsonMapper();

  OpenApi(List<Operation> operations) {
    this.operations = List.copyOf(requireNonNull(operations, "operations is null"));
  }

  ObjectNode document() {
    Schemas schemas = new Schemas();
    ObjectNode root = mapper.createObjectNode();
    root.put("openapi", "3.1.0");
    root.putObject("info")
        .put("title", "Lakehouse Orchestrator")
        .put("version", "1")
        .put("description", "The pipelines of a lakehouse and their runs.");
    root.putArray("servers").addObject().put("url", RestApi.ROOT);
    ObjectNode paths = root.putObject("paths");
    for (Operation operation : operations) {
      paths
          .withObjectProperty(operation.path())
          .set(operation.method().name().toLowerCase(Locale.ROOT), describe(operation, schemas));
    }
    root.putObject("components").set("schemas", schemas.components());
    return root;
  }

  private ObjectNode describe(Operation operation, Schemas schemas) {
    ObjectNode node = mapper.createObjectNode();
    node.put("operationId", operation.name());
    node.put("summary", operation.summary());
    node.putArray("tags").add(tag(operation));
    if (!operation.parameters().isEmpty()) {
      operation
          .parameters()
          .forEach(
              parameter -> describe(parameter, node.withArrayProperty("parameters").addObject()));
    }
    operation
        .body()
        .ifPresent(
            body -> content(node.putObject("requestBody"), JSON).set("schema", schemas.of(body)));
    ObjectNode responses = node.putObject("responses");
    switch (operation.answer()) {
      case Operation.Json<?> answer -> {
        ObjectNode response = responses.putObject(Integer.toString(answer.status()));
        response.put("description", "Done.");
        content(response, JSON).set("schema", schemas.of(answer.type()));
      }
      case Operation.Events answer -> {
        ObjectNode response = responses.putObject("200");
        response.put(
            "description", "Server-sent events: " + String.join(", ", answer.types().keySet()));
        ObjectNode content = content(response, "text/event-stream");
        content.putObject("schema").put("type", "string");
        // The specification has no words for single events; tools show what they do not know.
        ObjectNode events = content.putObject("x-events");
        answer.types().forEach((name, type) -> events.set(name, schemas.of(type)));
      }
    }
    ObjectNode error = responses.putObject("default");
    error.put("description", "What went wrong, and what can be done about it.");
    content(error, JSON).set("schema", schemas.of(ErrorBody.class));
    return node;
  }

  private void describe(Parameter<?> parameter, ObjectNode node) {
    node.put("name", parameter.name());
    node.put("in", parameter.place().name().toLowerCase(Locale.ROOT));
    node.put("description", parameter.description());
    node.put("required", parameter.place() == Place.PATH);
    node.set("schema", mapper.valueToTree(parameter.schema()));
  }

  private static ObjectNode content(ObjectNode of, String type) {
    return of.putObject("content").putObject(type);
  }

  /** The group that an operation belongs to: the first part of its path. */
  static String tag(Operation operation) {
    return operation.path().split("[/.]", 3)[1];
  }
}
