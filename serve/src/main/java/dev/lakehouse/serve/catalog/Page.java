package dev.lakehouse.serve.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.iceberg.exceptions.BadRequestException;

/**
 * A page of a listing. Entries come in the order of their names, and a token names the last one
 * that was given: what is made or dropped between two pages moves no other entry out of sight.
 *
 * @param entries the entries of this page
 * @param nextToken the token of the next page; null if this is the last, as Iceberg's builders want
 *     it
 */
record Page<T>(List<T> entries, String nextToken) {
  /** The page that a request asks for with {@code pageToken} and {@code pageSize}. */
  static <T> Page<T> of(Collection<T> all, Function<T, String> name, RestRequest request) {
    List<T> sorted = all.stream().sorted(Comparator.comparing(name)).toList();
    Optional<Integer> size = request.query("pageSize").map(Page::size);
    if (size.isEmpty()) {
      return new Page<>(sorted, null);
    }
    Optional<String> last =
        request.query("pageToken").filter(token -> !token.isEmpty()).map(Page::decoded);
    List<T> rest =
        sorted.stream()
            .filter(entry -> last.isEmpty() || name.apply(entry).compareTo(last.get()) > 0)
            .toList();
    if (rest.size() <= size.get()) {
      return new Page<>(rest, null);
    }
    List<T> page = rest.subList(0, size.get());
    return new Page<>(page, encoded(name.apply(page.getLast())));
  }

  private static int size(String text) {
    try {
      int size = Integer.parseInt(text);
      if (size > 0) {
        return size;
      }
    } catch (NumberFormatException notANumber) {
      throw new BadRequestException(notANumber, "pageSize is not a number: %s", text);
    }
    throw new BadRequestException("pageSize is not positive: %s", text);
  }

  private static String encoded(String name) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(UTF_8));
  }

  private static String decoded(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException(e, "pageToken is none of ours: %s", token);
    }
  }
}
