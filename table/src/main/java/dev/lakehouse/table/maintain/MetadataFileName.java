package dev.lakehouse.table.maintain;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of metadata files as Iceberg's catalogs give them: a number that each commit raises by
 * one, and a UUID ({@code 00012-….metadata.json}, also {@code .gz.metadata.json}).
 */
final class MetadataFileName {
  private static final Pattern NAME =
      Pattern.compile("(\\d{1,9})-[0-9a-f-]{36}(\\.gz)?\\.metadata\\.json(\\.gz)?");

  private MetadataFileName() {}

  /** The number of the commit; empty for any other file. */
  static OptionalInt version(String location) {
    Matcher matcher = NAME.matcher(location.substring(location.lastIndexOf('/') + 1));
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }
}
