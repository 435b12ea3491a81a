package dev.lakehouse.ingest.source;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.NearestWord;
import dev.lakehouse.base.settings.SettingType;
import dev.lakehouse.base.settings.SettingsMapping;
import dev.lakehouse.table.schema.LayoutText;
import dev.lakehouse.table.schema.TableNames;
import dev.lakehouse.table.schema.TypeNames;
import dev.lakehouse.table.store.ObjectPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** Reads a file of {@code sources/}. Problems go to the settings, with their place. */
public final class SourceReader {
  private enum Kind {
    CSV,
    CSV_FOLDER
  }

  private static final String NOT_NULL = " not null";
  private static final SettingType<ObjectPath> OBJECT_PREFIX =
      new SettingType<>(
          SourceReader::objectPath,
          "a place in the object store such as s3://bucket/prefix/",
          List.of(),
          new ObjectPath("bucket", ""));

  private final Path project;

  /**
   * A reader for the sources of a project.
   *
   * @param project its directory, which relative paths start from
   */
  public SourceReader(Path project) {
    this.project = requireNonNull(project, "project is null");
  }

  /** The source that the settings describe. */
  public Source read(SettingsMapping settings) {
    String name = settings.text("name");
    return switch (settings.oneOf("type", Kind.class)) {
      case CSV -> contract(name, settings);
      case CSV_FOLDER -> folder(name, settings);
    };
  }

  private CsvFolderSource folder(String name, SettingsMapping settings) {
    String path = settings.text("path");
    FolderLocation location =
        path.startsWith("s3://")
            ? new FolderLocation.InStore(settings.value("path", OBJECT_PREFIX))
            : new FolderLocation.InDirectory(project.resolve(path).normalize());
    return new CsvFolderSource(
        name,
        location,
        Namespace.of(settings.optionalText("namespace").orElse("lakehouse")),
        settings.optionalBool("promote_types").orElse(false),
        CsvOptionsReader.read(settings));
  }

  private CsvContractSource contract(String name, SettingsMapping settings) {
    Schema columns = columns(settings);
    return new CsvContractSource(
        name,
        project.resolve(settings.text("path")).normalize(),
        settings.optionalValue("upload_to", OBJECT_PREFIX),
        settings.value("table", TableNames.SETTING),
        columns,
        layout(
            settings,
            "partitioned_by",
            () -> LayoutText.partitions(columns, settings.texts("partitioned_by")),
            PartitionSpec.unpartitioned()),
        layout(
            settings,
            "sorted_by",
            () -> LayoutText.sortOrder(columns, settings.texts("sorted_by")),
            SortOrder.unsorted()),
        key(settings, columns),
        settings.optionalMapping("watermark").map(mark -> watermark(mark, columns)),
        settings.optionalOneOf("duplicates", DuplicateRule.class).orElse(DuplicateRule.LAST),
        CsvOptionsReader.read(settings));
  }

  private static Schema columns(SettingsMapping settings) {
    SettingsMapping declared = settings.mapping("columns");
    List<String> key = settings.texts("key");
    Optional<String> mark = settings.optionalMapping("watermark").map(m -> m.text("column"));
    List<NestedField> fields = new ArrayList<>();
    for (String name : declared.names()) {
      String text = declared.text(name).strip();
      boolean notNull = text.toLowerCase(Locale.ROOT).endsWith(NOT_NULL);
      String typeName = notNull ? text.substring(0, text.length() - NOT_NULL.length()) : text;
      Optional<Type> type = TypeNames.parse(typeName);
      if (type.isEmpty()) {
        declared.reject(
            name,
            "'%s' is no type of a column; %s"
                .formatted(typeName, hint(typeName, TypeNames.SCALARS, "types")));
      }
      fields.stream()
          .map(NestedField::name)
          .filter(name::equalsIgnoreCase)
          .forEach(same ->
              declared.reject(
                  name,
                  "'%s' and '%s' are the same column: letter case does not tell columns apart"
                      .formatted(name, same)));
      // A row that has no key, or no mark to compare, could never be found again.
      boolean required = notNull || key.contains(name) || mark.filter(name::equals).isPresent();
      int id = fields.size() + 1;
      Type known = type.orElse(Types.StringType.get());
      fields.add(
          required ? NestedField.required(id, name, known) : NestedField.optional(id, name, known));
    }
    return new Schema(fields);
  }

  private static List<String> key(SettingsMapping settings, Schema columns) {
    List<String> key = settings.texts("key");
    if (key.isEmpty()) {
      settings.reject("key", "the setting 'key' is missing: it names the columns of a row's key");
    }
    key.stream()
        .filter(column -> columns.findField(column) == null)
        .forEach(column -> settings.reject("key", notAColumn(column, columns)));
    return key;
  }

  private static Watermark watermark(SettingsMapping settings, Schema columns) {
    String column = settings.text("column");
    if (columns.findField(column) == null) {
      settings.reject("column", notAColumn(column, columns));
    }
    return new Watermark(
        column, settings.text("variable"), settings.optionalBool("inclusive").orElse(false));
  }

  private static String notAColumn(String name, Schema columns) {
    List<String> names = columns.columns().stream().map(NestedField::name).toList();
    return "'%s' is not in 'columns'; %s".formatted(name, hint(name, names, "columns"));
  }

  private static String hint(String word, List<String> known, String kind) {
    return NearestWord.to(word, known)
        .map(nearest -> "did you mean '%s'?".formatted(nearest))
        .orElseGet(() -> "the %s are %s".formatted(kind, String.join(", ", known)));
  }

  private static <T> T layout(
      SettingsMapping settings, String setting, Supplier<T> layout, T none) {
    try {
      return layout.get();
    } catch (LakehouseException e) {
      settings.reject(setting, e.getMessage() + e.remedy().map(remedy -> "; " + remedy).orElse(""));
      return none;
    }
  }

  private static Optional<ObjectPath> objectPath(String text) {
    try {
      return Optional.of(ObjectPath.parse(text));
    } catch (LakehouseException notOne) {
      return Optional.empty();
    }
  }
}
