package dev.lakehouse.ingest.auto;

import dev.lakehouse.table.store.ObjectInfo;

/**
 * A CSV file in a folder.
 *
 * @param key its name below the source's location
 * @param folder the first part of the key
 * @param object the object behind it
 */
record DroppedFile(String key, String folder, ObjectInfo object) {}
