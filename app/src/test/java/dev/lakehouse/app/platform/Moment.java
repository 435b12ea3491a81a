package dev.lakehouse.app.platform;

import dev.lakehouse.table.store.ObjectPath;
import java.util.Arrays;

/**
 * A place at which a process can die: just before or just after one of its effects on the world.
 *
 * @param order before or after
 * @param effect what kind of effect
 * @param subject the table, file or step that it is about
 */
record Moment(Order order, Effect effect, String subject) {
  enum Order {
    BEFORE,
    AFTER
  }

  enum Effect {
    DATA_FILE,
    DELETE_FILE,
    MANIFEST,
    MANIFEST_LIST,
    METADATA,
    /** A file of the user's, copied into the store. */
    UPLOAD,
    DELETION,
    /** The statement that moves the catalog's pointer to a table. */
    COMMIT,
    STEP
  }

  /** The effect of writing an object. */
  static Effect ofObject(ObjectPath object) {
    String name = object.key().substring(object.key().lastIndexOf('/') + 1);
    if (name.endsWith(".metadata.json")) {
      return Effect.METADATA;
    }
    if (name.endsWith(".avro")) {
      return name.startsWith("snap-") ? Effect.MANIFEST_LIST : Effect.MANIFEST;
    }
    if (name.endsWith("-deletes.parquet")) {
      return Effect.DELETE_FILE;
    }
    return name.endsWith(".parquet") ? Effect.DATA_FILE : Effect.UPLOAD;
  }

  /** The table that an object belongs to, or the key of one that belongs to none. */
  static String subjectOf(ObjectPath object) {
    String[] parts = object.key().split("/", 3);
    return ofObject(object) == Effect.UPLOAD ? object.key() : parts[0] + "." + parts[1];
  }

  /** A moment as one line; {@link #parse} reads it. */
  String line() {
    return "%s %s %s".formatted(order, effect, subject);
  }

  static Moment parse(String line) {
    String[] parts = line.split(" ", 3);
    return new Moment(Order.valueOf(parts[0]), Effect.valueOf(parts[1]), parts[2]);
  }

  boolean isOneOf(Effect... effects) {
    return Arrays.asList(effects).contains(effect);
  }

  @Override
  public String toString() {
    return line().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
