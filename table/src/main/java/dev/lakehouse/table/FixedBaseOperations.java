package dev.lakehouse.table;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * Table operations that commit to one base only. Iceberg's transaction would repeat its changes on
 * a newer base, where an added column can get another field id than the one that is already in the
 * data files; here it fails instead, and the whole change starts over. Not thread-safe.
 */
final class FixedBaseOperations implements TableOperations {
  /** The table was changed by another writer meanwhile. Nothing was committed. */
  static final class BaseChangedException extends RuntimeException {
    private BaseChangedException(String table) {
      super(table + " was changed by another writer");
    }
  }

  private final String table;
  private final TableOperations delegate;
  private final TableMetadata base;
  private boolean committed;

  FixedBaseOperations(String table, TableOperations delegate) {
    this.table = table;
    this.delegate = delegate;
    this.base = delegate.current();
  }

  @Override
  public TableMetadata current() {
    return committed ? delegate.current() : base;
  }

  @Override
  public TableMetadata refresh() {
    if (committed) {
      return delegate.refresh();
    }
    if (!delegate.refresh().metadataFileLocation().equals(base.metadataFileLocation())) {
      throw new BaseChangedException(table);
    }
    return base;
  }

  @Override
  public void commit(TableMetadata expected, TableMetadata metadata) {
    delegate.commit(expected, metadata);
    committed = true;
  }

  @Override
  public FileIO io() {
    return delegate.io();
  }

  @Override
  public EncryptionManager encryption() {
    return delegate.encryption();
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return delegate.metadataFileLocation(fileName);
  }

  @Override
  public LocationProvider locationProvider() {
    return delegate.locationProvider();
  }

  @Override
  public TableOperations temp(TableMetadata uncommitted) {
    return delegate.temp(uncommitted);
  }

  @Override
  public long newSnapshotId() {
    return delegate.newSnapshotId();
  }
}
