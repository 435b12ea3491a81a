package dev.lakehouse.table.schema;

import dev.lakehouse.base.settings.SettingType;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;

/** Names of tables as a project's files write them: {@code lakehouse.sales}. */
public final class TableNames {
  /** The name of a table as the value of a setting. */
  public static final SettingType<TableIdentifier> SETTING =
      new SettingType<>(
          TableNames::parse, "namespace.table", List.of(), TableIdentifier.of("n", "t"));

  private TableNames() {}

  /** The table that is meant; empty if the text names none. */
  public static Optional<TableIdentifier> parse(String text) {
    String[] parts = text.split("\\.", -1);
    boolean usable = parts.length == 2 && !parts[0].isBlank() && !parts[1].isBlank();
    return usable ? Optional.of(TableIdentifier.of(parts)) : Optional.empty();
  }
}
