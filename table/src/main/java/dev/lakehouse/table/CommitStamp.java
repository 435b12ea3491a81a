package dev.lakehouse.table;

import static java.util.Objects.requireNonNull;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;

/**
 * What a commit says about itself, in the summary of its own snapshot: there is no second place
 * that could disagree with the table. Immutable.
 *
 * <p>The state (a watermark, the offsets of a stream) is what the newest snapshot with that name
 * says. A rollback takes it back together with the rows. A commit that has the table to itself
 * repeats all of the state, so that older snapshots can expire. When snapshots expire, a newer one
 * carries the tokens that may still come again.
 *
 * @param token identifies the change: a second one with the same token is not made; empty if
 *     repeating the change does no harm
 * @param state values to set; an empty text forgets the value
 * @param notes properties of this snapshot alone, for people and for lineage
 * @param branch the branch to commit to
 */
public record CommitStamp(
    Optional<String> token, Map<String, String> state, Map<String, String> notes, String branch) {
  /** The branch that readers see if they ask for none. */
  public static final String MAIN = "main";

  private static final String PREFIX = "lakehouse.";
  private static final String TOKEN = PREFIX + "token";
  private static final String CARRIED_TOKENS = "tokens";
  private static final String STATE_PREFIX = PREFIX + "state.";
  private static final String STATE_COMPLETE = PREFIX + "state-complete";

  public CommitStamp {
    requireNonNull(token, "token is null");
    state = Map.copyOf(state);
    notes = Map.copyOf(notes);
    requireNonNull(branch, "branch is null");
  }

  /** A stamp that says nothing. */
  public static CommitStamp none() {
    return new CommitStamp(Optional.empty(), Map.of(), Map.of(), MAIN);
  }

  /** The same stamp with a token. */
  public CommitStamp withToken(String newToken) {
    return new CommitStamp(Optional.of(newToken), state, notes, branch);
  }

  /** The same stamp with one more value of the state. */
  public CommitStamp withState(String name, String value) {
    Map<String, String> values = new HashMap<>(state);
    values.put(name, value);
    return new CommitStamp(token, values, notes, branch);
  }

  /** The same stamp with one more note. */
  public CommitStamp withNote(String name, String value) {
    Map<String, String> more = new HashMap<>(notes);
    more.put(name, value);
    return new CommitStamp(token, state, more, branch);
  }

  /**
   * The same stamp with tokens of other commits of the branch, whose snapshots are about to go.
   *
   * @param tokens the tokens and when they were committed
   */
  public CommitStamp withTokensOf(Map<String, Instant> tokens) {
    return withNote(
        CARRIED_TOKENS,
        tokens.entrySet().stream()
            .map(token ->
                token.getValue().toEpochMilli()
                    + ":"
                    + URLEncoder.encode(token.getKey(), StandardCharsets.UTF_8))
            .sorted()
            .collect(Collectors.joining(" ")));
  }

  /** The same stamp for another branch. */
  public CommitStamp onBranch(String newBranch) {
    return new CommitStamp(token, state, notes, newBranch);
  }

  /** The properties for the summary of the snapshot. */
  Map<String, String> summary() {
    Map<String, String> summary = new HashMap<>();
    notes.forEach((name, value) -> summary.put(PREFIX + name, value));
    state.forEach((name, value) -> summary.put(STATE_PREFIX + name, value));
    token.ifPresent(value -> summary.put(TOKEN, value));
    return summary;
  }

  /**
   * The properties for the summary of a snapshot that follows one with this state, and that no
   * other snapshot can come before.
   */
  Map<String, String> summaryAfter(Map<String, String> stateBefore) {
    Map<String, String> all = new HashMap<>(stateBefore);
    all.putAll(state);
    Map<String, String> summary =
        new HashMap<>(new CommitStamp(token, all, notes, branch).summary());
    summary.put(STATE_COMPLETE, "true");
    return summary;
  }

  /** The state as of a snapshot, whose ancestors are given from itself to the oldest. */
  public static Map<String, String> stateOf(Iterable<Snapshot> ancestors) {
    Map<String, String> state = new HashMap<>();
    for (Snapshot snapshot : ancestors) {
      snapshot
          .summary()
          .forEach((name, value) -> {
            if (name.startsWith(STATE_PREFIX)) {
              state.putIfAbsent(name.substring(STATE_PREFIX.length()), value);
            }
          });
      if (snapshot.summary().containsKey(STATE_COMPLETE)) {
        break;
      }
    }
    state.values().removeIf(String::isEmpty);
    return state;
  }

  /** True if a snapshot says all of the state by itself, so that older ones can go. */
  public static boolean repeatsState(Snapshot snapshot) {
    return snapshot.summary().containsKey(STATE_COMPLETE);
  }

  /** The token of a snapshot and those that it carries for others, and when they were committed. */
  public static Map<String, Instant> tokensOf(Snapshot snapshot) {
    Map<String, Instant> tokens = new HashMap<>();
    noteOf(snapshot, CARRIED_TOKENS)
        .ifPresent(carried -> {
          for (String token : carried.split(" ", -1)) {
            int colon = token.indexOf(':');
            tokens.put(
                URLDecoder.decode(token.substring(colon + 1), StandardCharsets.UTF_8),
                Instant.ofEpochMilli(Long.parseLong(token.substring(0, colon))));
          }
        });
    Optional.ofNullable(snapshot.summary().get(TOKEN))
        .ifPresent(token -> tokens.put(token, Instant.ofEpochMilli(snapshot.timestampMillis())));
    return tokens;
  }

  /** A note of a snapshot. */
  public static Optional<String> noteOf(Snapshot snapshot, String name) {
    return Optional.ofNullable(snapshot.summary().get(PREFIX + name));
  }
}
