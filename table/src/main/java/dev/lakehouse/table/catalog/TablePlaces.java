package dev.lakehouse.table.catalog;

import dev.lakehouse.table.catalog.LakehouseCatalog.Pointer;
import dev.lakehouse.table.store.ObjectPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;

/**
 * Where the files of tables may lie, so that those of one are not taken for another's. The places
 * of a table are remembered for as long as its metadata stays as it is. Thread-safe.
 */
public final class TablePlaces {
  private static final int REMEMBERED_TABLES = 10_000;
  private static final String METADATA = "/metadata/";

  private static final List<String> OTHER_PLACES =
      List.of(
          TableProperties.WRITE_DATA_LOCATION,
          TableProperties.WRITE_METADATA_LOCATION,
          // Earlier names of the first.
          "write.object-storage.path",
          "write.folder-storage.path");

  private final LakehouseCatalog catalog;
  private final FileIO io;

  private final Map<String, List<ObjectPath>> newest =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<ObjectPath>> eldest) {
          return size() > REMEMBERED_TABLES;
        }
      };

  TablePlaces(LakehouseCatalog catalog, FileIO io) {
    this.catalog = catalog;
    this.io = io;
  }

  /** The other tables and views that may have files where this table has its own. */
  public List<Pointer> neighbours(TableIdentifier identifier, Table table) {
    ObjectPath location = directory(table.location());
    return catalog.pointers().parallelStream()
        .filter(pointer -> !pointer.name().equals(identifier))
        .filter(pointer -> places(pointer).stream().anyMatch(place -> overlap(place, location)))
        .toList();
  }

  private List<ObjectPath> places(Pointer pointer) {
    synchronized (newest) {
      List<ObjectPath> known = newest.get(pointer.metadataLocation());
      if (known != null) {
        return known;
      }
    }
    List<ObjectPath> read = read(pointer);
    synchronized (newest) {
      newest.put(pointer.metadataLocation(), read);
    }
    return read;
  }

  private List<ObjectPath> read(Pointer pointer) {
    if (pointer.isView()) {
      return List.of(placeOf(pointer.metadataLocation()));
    }
    try {
      return places(TableMetadataParser.read(io, pointer.metadataLocation()));
    } catch (NotFoundException moved) {
      // It was committed to meanwhile, or its metadata is lost: then this is all that is known.
      return catalog
          .location(pointer.name())
          .filter(now -> !now.equals(pointer.metadataLocation()))
          .map(now -> read(new Pointer(pointer.name(), false, now)))
          .orElseGet(() -> List.of(placeOf(pointer.metadataLocation())));
    }
  }

  private static List<ObjectPath> places(TableMetadata metadata) {
    return Stream.concat(
            Stream.of(metadata.location()),
            OTHER_PLACES.stream().map(metadata.properties()::get).filter(Objects::nonNull))
        .map(TablePlaces::directory)
        .toList();
  }

  /** Where a metadata file's owner most likely lies. */
  private static ObjectPath placeOf(String metadataLocation) {
    int end = metadataLocation.lastIndexOf(METADATA);
    return end < 0
        ? ObjectPath.parse(metadataLocation)
        : directory(metadataLocation.substring(0, end));
  }

  private static ObjectPath directory(String location) {
    return ObjectPath.parse(location.replaceFirst("/*$", "/"));
  }

  private static boolean overlap(ObjectPath left, ObjectPath right) {
    return left.toString().startsWith(right.toString())
        || right.toString().startsWith(left.toString());
  }
}
