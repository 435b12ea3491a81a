package dev.lakehouse.quality.check;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.NearestWord;
import java.util.List;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The checks of a table. Immutable.
 *
 * @param table the table
 * @param key the columns that tell its rows apart, to name rows that fail; may be empty
 * @param checks at least one, each with a name of its own
 */
public record CheckSuite(TableIdentifier table, List<String> key, List<Check> checks) {
  public CheckSuite {
    requireNonNull(table, "table is null");
    key = List.copyOf(key);
    checks = List.copyOf(checks);
  }

  /**
   * The same with some of the checks only.
   *
   * @throws LakehouseException NOT_FOUND with the nearest name
   */
  public CheckSuite only(List<String> names) {
    List<String> known = checks.stream().map(Check::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw LakehouseException.of(
            ErrorCode.NOT_FOUND,
            "there is no check '%s' of %s".formatted(name, table),
            NearestWord.to(name, known)
                .map(nearest -> "did you mean '%s'?".formatted(nearest))
                .orElse("the checks are " + String.join(", ", known)));
      }
    }
    return new CheckSuite(
        table, key, checks.stream().filter(check -> names.contains(check.name())).toList());
  }
}
