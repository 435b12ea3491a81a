package dev.lakehouse.base.settings;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a single value may be. Immutable and thread-safe as long as {@code parse} is.
 *
 * @param parse the value of a text; empty if the text is none
 * @param expected what is expected, to follow "must be" ("a whole number")
 * @param words the words to choose from, for "did you mean"; empty if there is no such list
 * @param placeholder stands in for a value that was reported as wrong, until reading ends and fails
 */
public record SettingType<T>(
    Function<String, Optional<T>> parse, String expected, List<String> words, T placeholder) {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?[0-9]{1,19}");
  private static final Pattern DURATION =
      Pattern.compile(
          "(?:(\\d{1,9})w)?(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?"
              + "(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");
  private static final Pattern SIZE_AND_UNIT =
      Pattern.compile("(\\d{1,12})\\s*(B|KB|MB|GB|TB)", Pattern.CASE_INSENSITIVE);
  private static final List<String> SIZE_UNITS = List.of("B", "KB", "MB", "GB", "TB");
  private static final List<Duration> DURATION_UNITS =
      List.of(
          Duration.ofDays(7),
          Duration.ofDays(1),
          Duration.ofHours(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          Duration.ofMillis(1));

  /** Any text. */
  public static final SettingType<String> TEXT =
      new SettingType<>(Optional::of, "a text", List.of(), "");

  /** {@code true} or {@code false}, and no other words for them. */
  public static final SettingType<Boolean> BOOL =
      new SettingType<>(SettingType::parseBool, "true or false", List.of(), false);

  /** A whole number. */
  public static final SettingType<Long> INTEGER =
      new SettingType<>(SettingType::parseInteger, "a whole number", List.of(), 0L);

  /** A length of time, such as {@code 90s}, {@code 30m}, {@code 1h30m}, {@code 7d}. */
  public static final SettingType<Duration> DURATION_OF_TIME =
      new SettingType<>(
          SettingType::parseDuration,
          "a length of time such as 90s, 30m, 12h or 7d",
          List.of(),
          Duration.ZERO);

  /** A number of bytes, such as {@code 512MB}, {@code 2GB}; units are steps of 1024. */
  public static final SettingType<Long> SIZE =
      new SettingType<>(SettingType::parseSize, "a size such as 512MB or 2GB", List.of(), 1L << 30);

  /** Refuses missing parts. */
  public SettingType {
    requireNonNull(parse, "parse is null");
    requireNonNull(expected, "expected is null");
    words = List.copyOf(words);
    requireNonNull(placeholder, "placeholder is null");
  }

  /** A whole number within limits, both included. */
  public static SettingType<Long> integerBetween(long least, long most) {
    return new SettingType<>(
        text -> parseInteger(text).filter(value -> value >= least && value <= most),
        "a whole number from " + least + " to " + most,
        List.of(),
        least);
  }

  /**
   * One of an enum's constants, written in lower case; hyphens stand for underscores. The enum has
   * at least one constant.
   */
  public static <E extends Enum<E>> SettingType<E> oneOf(Class<E> type) {
    Map<String, E> byName = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      byName.put(constant.name().toLowerCase(Locale.ROOT), constant);
    }
    List<String> words = List.copyOf(byName.keySet());
    return new SettingType<>(
        text -> Optional.ofNullable(byName.get(text.toLowerCase(Locale.ROOT).replace('-', '_'))),
        words.size() == 1 ? words.getFirst() : "one of " + String.join(", ", words),
        words,
        Arrays.asList(type.getEnumConstants()).getFirst());
  }

  private static Optional<Boolean> parseBool(String text) {
    return switch (text) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<Long> parseInteger(String text) {
    if (!WHOLE_NUMBER.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException beyondLong) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      return Optional.empty();
    }
    Duration sum = Duration.ZERO;
    for (int unit = 0; unit < DURATION_UNITS.size(); unit++) {
      String count = matcher.group(unit + 1);
      if (count != null) {
        sum = sum.plus(DURATION_UNITS.get(unit).multipliedBy(Long.parseLong(count)));
      }
    }
    return Optional.of(sum);
  }

  private static Optional<Long> parseSize(String text) {
    Matcher matcher = SIZE_AND_UNIT.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(matcher.group(1));
    long unit = 1L << (10 * SIZE_UNITS.indexOf(matcher.group(2).toUpperCase(Locale.ROOT)));
    return count > Long.MAX_VALUE / unit ? Optional.empty() : Optional.of(count * unit);
  }
}
