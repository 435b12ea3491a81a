package dev.lakehouse.serve.api;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.variable.Variables;
import dev.lakehouse.pipeline.variable.Variables.Variable;
import dev.lakehouse.serve.api.Parameter.Place;
import dev.lakehouse.serve.api.body.VariableValueBody;
import dev.lakehouse.serve.api.body.VariablesBody;
import dev.lakehouse.serve.api.body.VariablesBody.VariableBody;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The project's variables, watermarks among them. */
final class VariableResource {
  private static final Parameter<String> NAME =
      Parameter.text(Place.PATH, "name", "The variable's name.");

  private final Variables variables;

  VariableResource(Variables variables) {
    this.variables = requireNonNull(variables, "variables is null");
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("/variables", "list_variables", "Lists the project's variables, by name.")
            .answers(
                VariablesBody.class,
                _ -> new VariablesBody(variables.list().stream().map(VariableBody::of).toList())),
        Operation.get("/variables/{name}", "show_variable", "Shows a variable that is set.", NAME)
            .answers(VariableBody.class, request -> show(request.path(NAME))),
        Operation.put("/variables/{name}", "set_variable", "Sets a variable.", NAME)
            .takes(VariableValueBody.class)
            .answers(VariableBody.class, this::set),
        Operation.delete("/variables/{name}", "delete_variable", "Deletes a variable.", NAME)
            .answers(VariableBody.class, this::delete));
  }

  private VariableBody show(String name) {
    String value = variables.get(name);
    return VariableBody.of(known(name, Optional.of(value)));
  }

  private VariableBody set(ApiRequest request) throws IOException {
    String name = request.path(NAME);
    variables.set(name, request.body(VariableValueBody.class).value());
    return show(name);
  }

  private VariableBody delete(ApiRequest request) {
    String name = request.path(NAME);
    variables.delete(name);
    return VariableBody.of(known(name, Optional.empty()));
  }

  private Variable known(String name, Optional<String> value) {
    return variables.list().stream()
        .filter(variable -> variable.name().equals(name))
        .findFirst()
        .orElseGet(() -> new Variable(name, value, Optional.empty()));
  }
}
