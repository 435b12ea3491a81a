package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.variable.Variables.Variable;
import java.util.List;
import java.util.Optional;

/** The project's variables, by name. */
public record VariablesBody(List<VariableBody> variables) {
  public VariablesBody {
    variables = List.copyOf(variables);
  }

  /** A variable; see {@link Variable}. */
  public record VariableBody(String name, Optional<String> value, Optional<String> table) {
    public VariableBody {
      requireNonNull(name, "name is null");
      requireNonNull(value, "value is null");
      requireNonNull(table, "table is null");
    }

    /** The body of a variable. */
    public static VariableBody of(Variable variable) {
      return new VariableBody(variable.name(), variable.value(), variable.table());
    }
  }
}
