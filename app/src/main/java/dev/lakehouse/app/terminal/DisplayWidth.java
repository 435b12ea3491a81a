package dev.lakehouse.app.terminal;

import java.text.BreakIterator;
import java.util.Locale;

/**
 * How many columns of a terminal a text takes.
 *
 * <p>Counted by user-perceived characters (Unicode UAX #29): combining marks and joined emoji take
 * no column of their own; characters that UAX #11 calls wide or full-width take two. Thread-safe.
 */
public final class DisplayWidth {
  private static final int EMOJI_PRESENTATION = 0xFE0F;

  /** First and last code point of each range of wide characters, in ascending order. */
  private static final int[][] WIDE = {
    {0x1100, 0x115F}, // Hangul initial consonants
    {0x231A, 0x231B}, // watch, hourglass
    {0x23E9, 0x23EC},
    {0x25FD, 0x25FE},
    {0x2614, 0x2615},
    {0x2648, 0x2653},
    {0x26A1, 0x26A1},
    {0x26BD, 0x26BE},
    {0x26C4, 0x26C5},
    {0x26D4, 0x26D4},
    {0x26EA, 0x26EA},
    {0x2705, 0x2705},
    {0x274C, 0x274C},
    {0x2753, 0x2757},
    {0x2795, 0x2797},
    {0x2B50, 0x2B50},
    {0x2E80, 0x303E}, // CJK radicals, punctuation
    {0x3041, 0xA4CF}, // kana, CJK ideographs, Yi
    {0xA960, 0xA97C},
    {0xAC00, 0xD7A3}, // Hangul syllables
    {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60}, // full-width forms
    {0xFFE0, 0xFFE6},
    {0x1F004, 0x1F004},
    {0x1F1E6, 0x1F1FF}, // regional indicators: a flag is a pair
    {0x1F300, 0x1F64F}, // pictographs
    {0x1F680, 0x1F6FF},
    {0x1F900, 0x1F9FF},
    {0x1FA70, 0x1FAFF},
    {0x20000, 0x3FFFD}, // CJK extensions
  };

  private DisplayWidth() {}

  /** The columns that the text takes in one line. */
  public static int of(String text) {
    if (isPlain(text)) {
      return text.length();
    }
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(text);
    int width = 0;
    int start = characters.first();
    for (int end = characters.next(); end != BreakIterator.DONE; end = characters.next()) {
      width += ofCharacter(text.substring(start, end));
      start = end;
    }
    return width;
  }

  /** The text, or as much of its beginning as fits together with {@code mark} into the width. */
  public static String cut(String text, int width, String mark) {
    if (of(text) <= width) {
      return text;
    }
    int room = width - of(mark);
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(text);
    int taken = 0;
    int start = characters.first();
    for (int end = characters.next(); end != BreakIterator.DONE; end = characters.next()) {
      taken += ofCharacter(text.substring(start, end));
      if (taken > room) {
        break;
      }
      start = end;
    }
    return room < 0 ? mark.substring(0, width) : text.substring(0, start) + mark;
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
  }

  private static int ofCharacter(String character) {
    if (character.indexOf(EMOJI_PRESENTATION) >= 0) {
      return 2;
    }
    return character.codePoints().map(DisplayWidth::ofCodePoint).max().orElse(0);
  }

  private static int ofCodePoint(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.CONTROL ->
          0;
      default -> isWide(codePoint) ? 2 : 1;
    };
  }

  private static boolean isWide(int codePoint) {
    int low = 0;
    int high = WIDE.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (codePoint < WIDE[middle][0]) {
        high = middle - 1;
      } else if (codePoint > WIDE[middle][1]) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }
}
