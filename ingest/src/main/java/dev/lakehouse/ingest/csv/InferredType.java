package dev.lakehouse.ingest.csv;

import dev.lakehouse.ingest.csv.ColumnEvidence.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The narrowest type that holds every value of a column exactly, and why.
 *
 * @param type the type
 * @param layout for a DATE, how it is written
 * @param scale for a number, how many digits after the point the values have that were seen, at
 *     most
 * @param reason why this type, for people
 * @param open true if more values could make the type narrower than it is now: nothing was seen, or
 *     day and month cannot be told apart yet
 */
record InferredType(
    Type type, Optional<DateLayout> layout, int scale, String reason, boolean open) {
  private static final int MAX_PRECISION = 38;

  /**
   * The type of what was seen.
   *
   * @param dateFormat how dates are declared to be written: settles what the values leave open
   */
  static InferredType of(ColumnEvidence evidence, Optional<String> dateFormat) {
    Set<Kind> kinds = evidence.kinds();
    if (kinds.isEmpty()) {
      return new InferredType(Types.StringType.get(), Optional.empty(), 0, "no values", true);
    }
    if (kinds.size() > 1) {
      return text(mixture(evidence, kinds));
    }
    return switch (kinds.iterator().next()) {
      case BOOLEAN -> exact(Types.BooleanType.get(), "all values are true or false");
      case NUMBER -> number(evidence);
      case DATE -> date(evidence, dateFormat);
      case TIMESTAMP -> exact(Types.TimestampType.withoutZone(), "all values are ISO timestamps");
      case ZONED ->
          exact(Types.TimestampType.withZone(), "all values are ISO timestamps with a zone");
      case TEXT -> text("text, such as " + evidence.example(Kind.TEXT).orElseThrow());
    };
  }

  private static InferredType number(ColumnEvidence evidence) {
    if (evidence.allIntegers()) {
      return exact(Types.IntegerType.get(), "all values are integers of 32 bits");
    }
    if (evidence.allBigints()) {
      return exact(Types.LongType.get(), "all values are integers of 64 bits");
    }
    if (!evidence.isBeyondDouble()) {
      return new InferredType(
          Types.DoubleType.get(),
          Optional.empty(),
          evidence.scale(),
          "all values are numbers of at most " + NumberShape.DOUBLE_DIGITS + " digits",
          false);
    }
    int precision = evidence.integerDigits() + evidence.scale();
    if (evidence.hasExponents()) {
      return text("numbers with exponents beside numbers that a DOUBLE does not hold exactly");
    }
    if (precision > MAX_PRECISION) {
      return text("numbers of more than " + MAX_PRECISION + " digits");
    }
    return exact(
        Types.DecimalType.of(Math.max(1, precision), evidence.scale()),
        "numbers of more digits than a DOUBLE keeps");
  }

  private static InferredType date(ColumnEvidence evidence, Optional<String> dateFormat) {
    List<DateLayout> layouts = new ArrayList<>(evidence.layouts());
    Optional<DateLayout> declared =
        layouts.stream()
            .filter(layout -> layouts.size() > 1 && dateFormat.equals(Optional.of(layout.format())))
            .findFirst();
    if (declared.isPresent()) {
      return new InferredType(
          Types.DateType.get(),
          declared,
          0,
          "all values are dates, " + declared.get().label() + " as declared",
          false);
    }
    if (layouts.isEmpty()) {
      return text("dates in more than one layout");
    }
    if (layouts.size() > 1) {
      return new InferredType(
          Types.StringType.get(),
          Optional.empty(),
          0,
          "dates, but no value tells "
              + layouts.get(0).label()
              + " from "
              + layouts.get(1).label()
              + ": declare the date format",
          true);
    }
    DateLayout layout = layouts.get(0);
    return new InferredType(
        Types.DateType.get(),
        Optional.of(layout),
        0,
        "all values are dates, " + layout.label(),
        false);
  }

  private static String mixture(ColumnEvidence evidence, Set<Kind> kinds) {
    List<String> parts = new ArrayList<>();
    for (Kind kind : kinds) {
      parts.add(
          switch (kind) {
                case BOOLEAN -> "a boolean ";
                case NUMBER -> "a number ";
                case DATE -> "a date ";
                case TIMESTAMP -> "a timestamp ";
                case ZONED -> "a timestamp with a zone ";
                case TEXT -> "text ";
              }
              + evidence.example(kind).orElseThrow());
    }
    return "a mixture: " + String.join(", ", parts);
  }

  private static InferredType exact(Type type, String reason) {
    return new InferredType(type, Optional.empty(), 0, reason, false);
  }

  private static InferredType text(String reason) {
    return exact(Types.StringType.get(), reason);
  }
}
