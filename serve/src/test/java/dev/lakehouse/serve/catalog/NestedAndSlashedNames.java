package dev.lakehouse.serve.catalog;

import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.catalog.CatalogTests;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Those of Iceberg's catalog tests that the compatibility kit leaves out without asking: nested
 * namespaces and names with slashes.
 */
class NestedAndSlashedNames extends CatalogTests<RESTCatalog> {
  private RESTCatalog catalog;

  @BeforeEach
  void connect() {
    catalog = initCatalog("lake", Map.of());
  }

  @AfterEach
  void disconnect() throws Exception {
    catalog.listNamespaces().forEach(catalog::dropNamespace);
    catalog.close();
  }

  @Override
  protected RESTCatalog catalog() {
    return catalog;
  }

  @Override
  protected RESTCatalog initCatalog(String name, Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(more);
    properties.put("uri", System.getProperty("uri"));
    RESTCatalog client = new RESTCatalog();
    client.initialize(name, properties);
    return client;
  }

  @Override
  protected boolean requiresNamespaceCreate() {
    return true;
  }

  @Override
  protected boolean supportsNestedNamespaces() {
    return true;
  }

  @Override
  protected boolean supportsNamesWithSlashes() {
    return true;
  }
}
