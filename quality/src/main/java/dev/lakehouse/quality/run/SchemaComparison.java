package dev.lakehouse.quality.run;

import dev.lakehouse.quality.check.Rule;
import dev.lakehouse.table.schema.TypeNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.iceberg.types.Types.NestedField;

/** Holds the columns of a table against those that were agreed on. */
final class SchemaComparison {
  private SchemaComparison() {}

  static Finding compare(Rule.SchemaContract contract, PinnedTable table) {
    List<NestedField> columns = table.columns();
    List<String> problems = new ArrayList<>();
    contract
        .columns()
        .forEach((name, type) -> {
          Optional<NestedField> field =
              columns.stream().filter(column -> column.name().equalsIgnoreCase(name)).findFirst();
          if (field.isEmpty()) {
            problems.add("%s is missing".formatted(name));
          } else if (!spelled(TypeNames.of(field.get().type())).equals(spelled(type))) {
            problems.add(
                "%s is of the type %s, not %s"
                    .formatted(name, TypeNames.of(field.get().type()), type));
          }
        });
    if (!contract.additional()) {
      columns.stream()
          .map(NestedField::name)
          .filter(name -> contract.columns().keySet().stream().noneMatch(name::equalsIgnoreCase))
          .forEach(name -> problems.add("%s was not agreed on".formatted(name)));
    }
    return Finding.ofTable(
        problems.isEmpty(),
        problems.isEmpty()
            ? Words.count(contract.columns().size(), "column") + " as agreed on"
            : String.join("; ", problems));
  }

  /** A type's name without what can be written in two ways. */
  private static String spelled(String type) {
    return type.toLowerCase(Locale.ROOT).replaceAll("\\s*([(),])\\s*", "$1");
  }
}
