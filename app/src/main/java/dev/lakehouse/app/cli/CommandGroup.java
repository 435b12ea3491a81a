package dev.lakehouse.app.cli;

import java.util.List;

/** A command that has commands of its own ({@code tables}: {@code preview}, {@code history}). */
public interface CommandGroup {
  /** Its commands: annotated objects, as in {@link Commands}. */
  List<Object> commands();
}
