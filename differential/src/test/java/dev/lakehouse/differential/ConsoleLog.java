package dev.lakehouse.differential;

import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.util.DefaultJoranConfigurator;

/**
 * The log of the tests as {@code logback-test.xml} says; goes before the application's own
 * configuration, which is silent.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class ConsoleLog extends DefaultJoranConfigurator {}
