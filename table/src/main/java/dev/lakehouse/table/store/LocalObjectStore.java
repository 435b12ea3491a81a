package dev.lakehouse.table.store;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A store in a local directory: the object {@code s3://bucket/key} is the file {@code
 * root/bucket/key}. What others put there (the S3 endpoint, a copy by hand) is an object too.
 */
public final class LocalObjectStore implements ObjectStore {
  private final Path root;
  private Optional<StagingDirectory> staging = Optional.empty();
  private boolean rootMade;

  private LocalObjectStore(Path root) {
    this.root = root;
  }

  /**
   * The store in a directory. The first bucket makes the directory; unfinished files lie beside it,
   * in {@code <root>.staging}, so that publishing them is a rename.
   *
   * <p>Directory and buckets are made once and are not made again if they vanish: they may be on a
   * disk that was unmounted, and what is written in their place would be gone when it is back.
   */
  public static LocalObjectStore open(Path root) {
    requireNonNull(root, "root is null");
    return new LocalObjectStore(root.toAbsolutePath().normalize());
  }

  @Override
  public synchronized void createBucket(String bucket) {
    Path directory = file(new ObjectPath(bucket, ""));
    try {
      if (!rootMade) {
        Files.createDirectories(root);
        rootMade = true;
      }
      if (!Files.isDirectory(directory)) {
        Files.createDirectory(directory);
      }
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw unavailable("cannot make the bucket %s in %s".formatted(bucket, root), e);
      }
      // Another process was faster.
    } catch (IOException e) {
      throw unavailable("cannot make the bucket %s in %s".formatted(bucket, root), e);
    }
  }

  @Override
  public void forEach(ObjectPath prefix, Consumer<ObjectInfo> action) {
    String key = prefix.key();
    Path start = file(new ObjectPath(prefix.bucket(), key.substring(0, key.lastIndexOf('/') + 1)));
    Path bucket = root.resolve(prefix.bucket());
    if (!Files.isDirectory(bucket)) {
      throw LakehouseException.of(
          ErrorCode.NOT_FOUND,
          "cannot list %s: there is no bucket %s in %s".formatted(prefix, prefix.bucket(), root),
          "correct the bucket's name, or bring the store's directory back");
    }
    if (!Files.isDirectory(start)) {
      return;
    }
    try {
      Files.walkFileTree(
          start,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String name = bucket.relativize(file).toString();
              if (attributes.isRegularFile()
                  && name.startsWith(key)
                  && !file.getFileName().toString().startsWith(DurableFiles.UNFINISHED_PREFIX)) {
                action.accept(info(new ObjectPath(prefix.bucket(), name), attributes));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                // Deleted or renamed since its directory was read.
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }
          });
    } catch (IOException e) {
      throw unavailable("cannot list " + prefix, e);
    }
  }

  @Override
  public Optional<ObjectInfo> find(ObjectPath path) {
    if (!isName(path)) {
      return Optional.empty();
    }
    try {
      BasicFileAttributes attributes = Files.readAttributes(file(path), BasicFileAttributes.class);
      return attributes.isRegularFile() ? Optional.of(info(path, attributes)) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unavailable("cannot look at " + path, e);
    }
  }

  @Override
  public String etag(ObjectPath path) {
    if (!isName(path)) {
      throw notFound(path);
    }
    try {
      return ContentTag.of(file(path));
    } catch (NoSuchFileException e) {
      throw notFound(path);
    } catch (IOException e) {
      throw unavailable("cannot read " + path, e);
    }
  }

  @Override
  public void put(Path source, ObjectPath target) {
    try {
      requireBucket(target);
      // What a process that is killed leaves of it lies where the next one clears up.
      Path staged = staging().resolve(UUID.randomUUID().toString());
      try {
        Files.copy(source, staged);
        DurableFiles.move(staged, newFile(target));
      } finally {
        Files.deleteIfExists(staged);
      }
    } catch (IOException e) {
      throw unavailable("cannot write " + target, e);
    }
  }

  @Override
  public void publish(Path staged, ObjectPath target) {
    try {
      requireBucket(target);
      DurableFiles.move(staged, newFile(target));
    } catch (IOException e) {
      throw unavailable("cannot write " + target, e);
    }
  }

  @Override
  public void delete(ObjectPath path) {
    if (!isName(path)) {
      return;
    }
    try {
      Files.deleteIfExists(file(path));
    } catch (IOException e) {
      throw unavailable("cannot delete " + path, e);
    }
  }

  @Override
  public Map<ObjectPath, LakehouseException> deleteAll(Collection<ObjectPath> paths) {
    Map<ObjectPath, LakehouseException> failures = new ConcurrentHashMap<>();
    paths.parallelStream()
        .forEach(path -> {
          try {
            delete(path);
          } catch (LakehouseException e) {
            failures.put(path, e);
          }
        });
    return failures;
  }

  @Override
  public LocalFiles open(Collection<ObjectPath> paths) {
    paths.stream()
        .filter(path -> find(path).isEmpty())
        .findFirst()
        .ifPresent(missing -> {
          throw notFound(missing);
        });
    return new LocalFiles() {
      @Override
      public Path path(ObjectPath object) {
        return file(object);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public synchronized Path staging() {
    if (staging.isEmpty()) {
      staging =
          Optional.of(StagingDirectory.open(root.resolveSibling(root.getFileName() + ".staging")));
    }
    return staging.get().path();
  }

  @Override
  public synchronized void close() {
    staging.ifPresent(StagingDirectory::close);
    staging = Optional.empty();
  }

  private Path newFile(ObjectPath path) {
    if (!isName(path)) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "'%s' cannot be the name of an object in a directory".formatted(path),
          "leave out empty parts and parts that begin with '%s'"
              .formatted(DurableFiles.UNFINISHED_PREFIX));
    }
    return file(path);
  }

  /** To the file system "a//b" and "a/b/" are names of "a/b"; here one object has one name. */
  private static boolean isName(ObjectPath path) {
    return path.key().indexOf('\0') < 0
        && Stream.of(path.key().split("/", -1))
            .noneMatch(part -> part.isEmpty() || part.startsWith(DurableFiles.UNFINISHED_PREFIX));
  }

  private void requireBucket(ObjectPath path) throws NoSuchFileException {
    Path bucket = root.resolve(path.bucket());
    if (!Files.isDirectory(bucket)) {
      throw new NoSuchFileException(bucket.toString());
    }
  }

  private Path file(ObjectPath path) {
    return root.resolve(path.bucket()).resolve(path.key());
  }

  private static ObjectInfo info(ObjectPath path, BasicFileAttributes attributes) {
    return new ObjectInfo(
        path, attributes.size(), attributes.lastModifiedTime().toInstant(), Optional.empty());
  }

  private static LakehouseException notFound(ObjectPath path) {
    return LakehouseException.of(ErrorCode.NOT_FOUND, "there is no object " + path);
  }

  private static LakehouseException unavailable(String what, IOException e) {
    return LakehouseException.of(
            ErrorCode.UNAVAILABLE,
            "%s: %s".formatted(what, StoreErrors.describe(e)),
            "check the directory's permissions and the free space on its disk")
        .causedBy(e);
  }
}
