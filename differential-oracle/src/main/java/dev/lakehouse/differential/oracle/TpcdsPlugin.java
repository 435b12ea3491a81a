package dev.lakehouse.differential.oracle;

import io.trino.spi.Plugin;
import io.trino.spi.connector.Connector;
import io.trino.spi.connector.ConnectorContext;
import io.trino.spi.connector.ConnectorFactory;
import java.util.List;
import java.util.Map;

/**
 * TPC-DS tables as {@code io.trino.tpcds} generates them; Trino's own connector is not published.
 */
final class TpcdsPlugin implements Plugin {
  @Override
  public Iterable<ConnectorFactory> getConnectorFactories() {
    return List.of(
        new ConnectorFactory() {
          @Override
          public String getName() {
            return "tpcds";
          }

          @Override
          public Connector create(
              String catalog, Map<String, String> settings, ConnectorContext context) {
            return new TpcdsConnector();
          }
        });
  }
}
