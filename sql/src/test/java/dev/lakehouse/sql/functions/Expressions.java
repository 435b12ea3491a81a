package dev.lakehouse.sql.functions;

import java.util.ArrayList;
import java.util.List;

/** Lists of SQL expressions. */
public final class Expressions {
  private Expressions() {}

  /** Takes a list apart at the commas that are in no parentheses, brackets or quotes. */
  public static List<String> split(String list) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int begin = 0;
    char quote = 0;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '(' || c == '[') {
        depth++;
      } else if (c == ')' || c == ']') {
        depth--;
      } else if (c == ',' && depth == 0) {
        parts.add(list.substring(begin, i).strip());
        begin = i + 1;
      }
    }
    parts.add(list.substring(begin).strip());
    return parts;
  }
}
