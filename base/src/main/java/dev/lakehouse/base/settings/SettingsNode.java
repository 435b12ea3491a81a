package dev.lakehouse.base.settings;

/**
 * A value in a settings file: a mapping, a list or a scalar.
 *
 * <p>Nodes belong to the reader function that got them ({@link SettingsReader}) and are not
 * thread-safe.
 */
public sealed interface SettingsNode permits SettingsMapping, SettingsList, SettingsScalar {
  /** Where the value begins. */
  Place place();

  /**
   * Reports that the value is wrong, as the reader of the file will see it: a phrase in plain words
   * without the place. Reading goes on, and fails at its end.
   */
  void reject(String message);

  /** What kind of value it is, in the words of an error message ("a list"). */
  String kind();
}
