package dev.lakehouse.pipeline.variable;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.NearestWord;
import dev.lakehouse.ingest.contract.ContractIngest;
import dev.lakehouse.ingest.contract.WatermarkState;
import dev.lakehouse.ingest.source.CsvContractSource;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.state.VariableStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The variables of a project. The watermark of a source is one, and lives in the commits of its
 * table: setting it is a commit. All others are kept beside the runs. Thread-safe.
 */
public final class Variables {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final int LONGEST = 64 << 10;

  private final Project project;
  private final ContractIngest contracts;
  private final VariableStore store;

  public Variables(Project project, ContractIngest contracts, VariableStore store) {
    this.project = requireNonNull(project, "project is null");
    this.contracts = requireNonNull(contracts, "contracts is null");
    this.store = requireNonNull(store, "store is null");
  }

  /**
   * A variable.
   *
   * @param value empty for a watermark that is not set
   * @param table the table that carries it; empty if it is no watermark
   */
  public record Variable(String name, Optional<String> value, Optional<String> table) {
    public Variable {
      requireNonNull(name, "name is null");
      requireNonNull(value, "value is null");
      requireNonNull(table, "table is null");
    }
  }

  /** All of them, by name: the project's watermarks, set or not, and what is set beside them. */
  public List<Variable> list() {
    List<Variable> all = new ArrayList<>();
    for (CsvContractSource source : project.variables()) {
      all.add(
          new Variable(
              source.watermark().orElseThrow().variable(),
              contracts.watermark(source).get(),
              Optional.of(source.table().toString())));
    }
    store
        .list()
        .forEach((name, value) -> {
          if (project.sourceOfVariable(name).isEmpty()) {
            all.add(new Variable(name, Optional.of(value), Optional.empty()));
          }
        });
    all.sort(Comparator.comparing(Variable::name));
    return List.copyOf(all);
  }

  /**
   * The value of a variable.
   *
   * @throws LakehouseException NOT_FOUND if it is not set
   */
  public String get(String name) {
    return watermark(name)
        .map(WatermarkState::get)
        .orElseGet(() -> store.get(name))
        .orElseThrow(() -> notSet(name));
  }

  /**
   * Sets a variable. Of a watermark, the next run takes what comes after it.
   *
   * @throws LakehouseException INVALID_ARGUMENT if it is no name, or no value of the watermark's
   *     column
   */
  public void set(String name, String value) {
    Optional<WatermarkState> watermark = watermark(name);
    if (watermark.isPresent()) {
      watermark.get().set(value);
      return;
    }
    if (!NAME.matcher(name).matches()) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "'%s' is no name of a variable".formatted(name),
          "letters, digits and _ are, beginning with a letter");
    }
    if (value.length() > LONGEST || value.indexOf('\0') >= 0) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "the variable %s cannot have this value: it is longer than %,d characters, or has a NUL"
              .formatted(name, LONGEST),
          "write it to a file, and let the variable name the file");
    }
    store.set(name, value);
  }

  /**
   * Deletes a variable. Of a watermark, the next run takes everything.
   *
   * @throws LakehouseException NOT_FOUND if it is not set
   */
  public void delete(String name) {
    if (!watermark(name).map(WatermarkState::delete).orElseGet(() -> store.delete(name))) {
      throw notSet(name);
    }
  }

  /** The watermark that a name is near to but not the name of: probably a slip. */
  public Optional<String> meant(String name) {
    return project.sourceOfVariable(name).isPresent()
        ? Optional.empty()
        : NearestWord.to(
            name,
            project.variables().stream()
                .map(source -> source.watermark().orElseThrow().variable())
                .toList());
  }

  private Optional<WatermarkState> watermark(String name) {
    return project.sourceOfVariable(name).map(contracts::watermark);
  }

  private LakehouseException notSet(String name) {
    if (project.sourceOfVariable(name).isPresent()) {
      return LakehouseException.of(
          ErrorCode.NOT_FOUND,
          "the variable %s is not set".formatted(name),
          "it is set by the first run that takes rows; until then a run reads everything");
    }
    List<String> known = list().stream().map(Variable::name).toList();
    return LakehouseException.of(
        ErrorCode.NOT_FOUND,
        "the variable %s is not set".formatted(name),
        NearestWord.to(name, known)
            .map("did you mean '%s'?"::formatted)
            .orElse("set it with 'lakehouse variables set %s VALUE'".formatted(name)));
  }
}
