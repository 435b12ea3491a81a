package dev.lakehouse.app.terminal;

/** Text of unknown origin as one line that cannot steer the terminal. */
public final class VisibleText {
  private VisibleText() {}

  /** The text with an escape for each control character. */
  public static String of(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder result = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '\n' -> result.append("\\n");
            case '\r' -> result.append("\\r");
            case '\t' -> result.append("\\t");
            default -> {
              if (Character.isISOControl(c)) {
                result.append("\\u%04x".formatted(c));
              } else {
                result.appendCodePoint(c);
              }
            }
          }
        });
    return result.toString();
  }
}
