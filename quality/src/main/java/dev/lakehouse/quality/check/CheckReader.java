package dev.lakehouse.quality.check;

import dev.lakehouse.base.settings.NearestWord;
import dev.lakehouse.base.settings.SettingType;
import dev.lakehouse.base.settings.SettingsList;
import dev.lakehouse.base.settings.SettingsMapping;
import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.text.QueryText;
import dev.lakehouse.table.schema.TableNames;
import dev.lakehouse.table.schema.TypeNames;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.iceberg.catalog.TableIdentifier;

/** Reads a file of {@code checks/}. Problems go to the settings, with their place. */
public final class CheckReader {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?\\d{1,38}(\\.\\d{1,38})?([eE][+-]?\\d{1,3})?");
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,6})?)?\\s*Z?)?");
  private static final Pattern PERCENTAGE = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,6})?)\\s*%");
  private static final Pattern NESTED_TYPE = Pattern.compile("(array|map|row)\\s*\\(.*\\)");

  private static final SettingType<String> LIMIT =
      new SettingType<>(
          text ->
              Optional.of(text)
                  .filter(
                      limit -> NUMBER.matcher(limit).matches() || TIME.matcher(limit).matches()),
          "a number, a date such as 2024-01-31 or a time such as 2024-01-31T12:30:00Z",
          List.of(),
          "0");
  private static final SettingType<BigDecimal> PERCENT =
      new SettingType<>(
          text ->
              Optional.of(PERCENTAGE.matcher(text))
                  .filter(matcher -> matcher.matches())
                  .map(matcher -> new BigDecimal(matcher.group(1))),
          "a percentage such as 20%",
          List.of(),
          BigDecimal.ZERO);
  private static final SettingType<Long> ROWS = SettingType.integerBetween(0, Long.MAX_VALUE);

  private CheckReader() {}

  /** The checks that the settings describe. */
  public static CheckSuite read(SettingsMapping settings) {
    TableIdentifier table = settings.value("table", TableNames.SETTING);
    List<String> key = settings.texts("key");
    List<Check> checks = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<SettingsMapping> declared = settings.mappings("checks");
    if (declared.isEmpty()) {
      settings.reject("checks", "a table has at least one check, in the list 'checks'");
    }
    for (SettingsMapping check : declared) {
      String name = check.text("name");
      if (!name.isEmpty() && !names.add(name)) {
        check.reject("name", "another check has the name '%s'".formatted(name));
      }
      Severity severity = check.optionalOneOf("severity", Severity.class).orElse(Severity.ERROR);
      String description = check.optionalText("description").orElse("");
      rule(check).ifPresent(rule -> checks.add(new Check(name, rule, severity, description)));
    }
    return new CheckSuite(table, key, checks);
  }

  private static Optional<Rule> rule(SettingsMapping check) {
    check.value("type", SettingType.TEXT);
    Optional<CheckType> type = check.optionalOneOf("type", CheckType.class);
    if (type.isEmpty()) {
      // What else it may have depends on the type.
      check.names().forEach(check::optionalNode);
    }
    return type.map(known -> rule(known, check));
  }

  private static Rule rule(CheckType type, SettingsMapping check) {
    return switch (type) {
      case UNIQUENESS -> new Rule.Uniqueness(columns(check));
      case NOT_NULL -> new Rule.NotNull(columns(check));
      case POSITIVE -> new Rule.Positive(check.text("column"));
      case RANGE -> range(check);
      case ACCEPTED_VALUES -> acceptedValues(check);
      case NO_FUTURE_DATES -> new Rule.NoFutureDates(check.text("column"));
      case ROW_COUNT_RANGE -> rowCountRange(check);
      case CUSTOM_SQL -> customSql(check);
      case REGEX -> new Rule.Regex(check.text("column"), check.text("pattern"));
      case RELATIONSHIP -> relationship(check);
      case FRESHNESS -> new Rule.Freshness(check.text("column"), check.duration("max_age"));
      case ROW_COUNT_CHANGE -> rowCountChange(check);
      case SCHEMA -> schema(check);
    };
  }

  /** One column or several. */
  private static List<String> columns(SettingsMapping check) {
    SettingsList columns = check.list("column");
    return columns.values(SettingType.TEXT);
  }

  private static Rule range(SettingsMapping check) {
    Optional<String> min = check.optionalValue("min", LIMIT);
    Optional<String> max = check.optionalValue("max", LIMIT);
    requireOne(check, "min", "max");
    if (min.isPresent() && max.isPresent() && isOutOfOrder(min.get(), max.get())) {
      check.reject("max", "'max' is less than 'min'");
    }
    return new Rule.Range(check.text("column"), min, max);
  }

  private static boolean isOutOfOrder(String min, String max) {
    return NUMBER.matcher(min).matches()
        && NUMBER.matcher(max).matches()
        && new BigDecimal(max).compareTo(new BigDecimal(min)) < 0;
  }

  private static Rule acceptedValues(SettingsMapping check) {
    List<String> values = check.list("values").values(SettingType.TEXT);
    if (values.isEmpty()) {
      check.reject("values", "'values' is the list of the values that are allowed");
    }
    return new Rule.AcceptedValues(check.text("column"), values);
  }

  private static Rule rowCountRange(SettingsMapping check) {
    Optional<Long> min = check.optionalValue("min", ROWS);
    Optional<Long> max = check.optionalValue("max", ROWS);
    requireOne(check, "min", "max");
    if (min.isPresent() && max.isPresent() && max.get() < min.get()) {
      check.reject("max", "'max' is less than 'min'");
    }
    return new Rule.RowCountRange(number(min), number(max));
  }

  private static OptionalLong number(Optional<Long> value) {
    return value.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  private static Rule rowCountChange(SettingsMapping check) {
    Optional<BigDecimal> increase = check.optionalValue("max_increase", PERCENT);
    Optional<BigDecimal> decrease = check.optionalValue("max_decrease", PERCENT);
    requireOne(check, "max_increase", "max_decrease");
    return new Rule.RowCountChange(increase, decrease);
  }

  private static void requireOne(SettingsMapping check, String one, String other) {
    if (!check.names().contains(one) && !check.names().contains(other)) {
      check.reject("a check of this type has '%s', '%s' or both".formatted(one, other));
    }
  }

  private static Rule customSql(SettingsMapping check) {
    String sql = check.text("sql");
    if (!sql.isEmpty()) {
      try {
        QueryText.parse(sql);
      } catch (SqlException e) {
        check.reject(
            "sql",
            e.error()
                .location()
                .map(place ->
                    "line %d, column %d of the query: %s"
                        .formatted(place.line(), place.column(), e.getMessage()))
                .orElse("'sql' is one query in Trino's SQL: " + e.getMessage()));
      }
    }
    return new Rule.CustomSql(sql);
  }

  private static Rule relationship(SettingsMapping check) {
    String column = check.text("column");
    return new Rule.Relationship(
        column, check.value("to", TableNames.SETTING), check.optionalText("field").orElse(column));
  }

  private static Rule schema(SettingsMapping check) {
    SettingsMapping declared = check.mapping("columns");
    Map<String, String> columns = new LinkedHashMap<>();
    for (String name : declared.names()) {
      String text = declared.text(name);
      typeName(text)
          .ifPresentOrElse(
              type -> columns.put(name, type),
              () ->
                  declared.reject(
                      name,
                      "'%s' is no type of a column; %s"
                          .formatted(
                              text,
                              NearestWord.to(text, TypeNames.SCALARS)
                                  .map(nearest -> "did you mean '%s'?".formatted(nearest))
                                  .orElse(
                                      "the types are " + String.join(", ", TypeNames.SCALARS)))));
    }
    return new Rule.SchemaContract(columns, check.optionalBool("additional_columns").orElse(true));
  }

  /** The type's name without what may be written in two ways. */
  private static Optional<String> typeName(String text) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    return TypeNames.parse(name)
        .map(TypeNames::of)
        .or(() ->
            Optional.of(name.replaceAll("\\s+", " ").replaceAll(" ?([(),]) ?", "$1"))
                .filter(nested -> NESTED_TYPE.matcher(nested).matches()));
  }
}
