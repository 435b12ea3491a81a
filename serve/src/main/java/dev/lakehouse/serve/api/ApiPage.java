package dev.lakehouse.serve.api;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.serve.api.Parameter.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The operations as a page for people. */
final class ApiPage {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Lakehouse Orchestrator: API</title>
      <style>
        :root { color-scheme: light dark; }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
        h2 { margin-top: 2.5rem; text-transform: capitalize; }
        article { border-top: 1px solid #8884; padding: .75rem 0; }
        article > p { margin: .25rem 0; }
        code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
        .method { font-weight: bold; display: inline-block; min-width: 3.5rem; }
        table { border-collapse: collapse; font-size: .9em; width: 100%; }
        td, th { text-align: left; vertical-align: top; padding: .15rem 1rem .15rem 0; }
        .dim { opacity: .7; }
      </style>
      <h1>API</h1>
      """;

  private final List<Operation> operations;

  ApiPage(List<Operation> operations) {
    this.operations = List.copyOf(requireNonNull(operations, "operations is null"));
  }

  String html() {
    Schemas schemas = new Schemas();
    StringBuilder page = new StringBuilder(HEAD);
    page.append(
        """
        <p>All paths begin with <code>%1$s</code>. Bodies are JSON; a POST says so with
        <code>Content-Type: application/json</code>. Times are those of ISO 8601, in UTC. An error is
        <code>{"error": {"code", "message", "remedy"}}</code>. For programs all of this is in
        <a href="%1$s/openapi.json">openapi.json</a>.</p>
        """
            .formatted(RestApi.ROOT));
    Map<String, List<Operation>> groups = new LinkedHashMap<>();
    operations.forEach(operation ->
        groups.computeIfAbsent(OpenApi.tag(operation), _ -> new ArrayList<>()).add(operation));
    groups.forEach((tag, members) -> {
      page.append("<h2>%s</h2>%n".formatted(escaped(tag)));
      members.forEach(operation -> append(page, operation, schemas));
    });
    page.append("<h2>Bodies</h2>\n");
    schemas
        .components()
        .properties()
        .forEach(schema -> {
          page.append(
              "<article id=\"%1$s\"><p><b>%1$s</b></p><table>%n"
                  .formatted(escaped(schema.getKey())));
          List<String> required =
              schema.getValue().path("required").valueStream().map(one -> one.asText()).toList();
          schema
              .getValue()
              .path("properties")
              .properties()
              .forEach(property ->
                  page.append(
                      "<tr><td><code>%s</code><td>%s%s%n"
                          .formatted(
                              escaped(property.getKey()),
                              escaped(Schemas.word(property.getValue())),
                              required.contains(property.getKey())
                                  ? ""
                                  : " <span class=\"dim\">optional</span>")));
          page.append("</table></article>\n");
        });
    return page.toString();
  }

  private static void append(StringBuilder page, Operation operation, Schemas schemas) {
    page.append(
        "<article><p><code><span class=\"method\">%s</span> %s</code></p><p>%s</p>%n"
            .formatted(
                operation.method(), escaped(operation.path()), escaped(operation.summary())));
    if (!operation.parameters().isEmpty()) {
      page.append("<table>\n");
      operation
          .parameters()
          .forEach(parameter ->
              page.append(
                  "<tr><td><code>%s</code><td>%s%s%n"
                      .formatted(
                          escaped(parameter.name()),
                          escaped(parameter.description()),
                          parameter.place() == Place.PATH
                              ? ""
                              : " <span class=\"dim\">optional</span>")));
      page.append("</table>\n");
    }
    operation
        .body()
        .ifPresent(
            body -> page.append("<p class=\"dim\">takes %s</p>%n".formatted(link(body, schemas))));
    switch (operation.answer()) {
      case Operation.Json<?> answer ->
          page.append(
              "<p class=\"dim\">answers %d with %s</p>%n"
                  .formatted(answer.status(), link(answer.type(), schemas)));
      case Operation.Events answer -> {
        page.append("<p class=\"dim\">sends the events</p><table>\n");
        answer
            .types()
            .forEach((name, type) ->
                page.append(
                    "<tr><td><code>%s</code><td>%s%n"
                        .formatted(escaped(name), link(type, schemas))));
        page.append("</table>\n");
      }
    }
    page.append("</article>\n");
  }

  private static String link(Class<?> type, Schemas schemas) {
    String word = Schemas.word(schemas.of(type));
    return schemas.components().has(word)
        ? "<a href=\"#%1$s\">%1$s</a>".formatted(escaped(word))
        : escaped(word);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
