package dev.lakehouse.table.maintain;

/**
 * How much there is of some files.
 *
 * @param files how many
 * @param bytes their sizes together
 */
public record Extent(long files, long bytes) {
  /** No files. */
  public static final Extent NONE = new Extent(0, 0);

  /** Both together. */
  public Extent plus(Extent other) {
    return new Extent(files + other.files, bytes + other.bytes);
  }

  /** This without the other, which is a part of it. */
  public Extent minus(Extent other) {
    return new Extent(files - other.files, bytes - other.bytes);
  }

  /** The same and a file more. */
  Extent plus(long fileBytes) {
    return new Extent(files + 1, bytes + fileBytes);
  }
}
