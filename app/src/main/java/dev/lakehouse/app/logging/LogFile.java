package dev.lakehouse.app.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The log of everything that runs on a home: {@code <home>/logs/lakehouse.log}. It rolls by day and
 * at 20 MB, and keeps a week or 200 MB. Several processes may append to it: rolled files are not
 * compressed, so that one which still has the old file open loses nothing.
 */
public final class LogFile implements AutoCloseable {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %-5level [%thread] %logger{36} %msg%n";
  private static final FileSize MOST_PER_FILE = FileSize.valueOf("20MB");
  private static final FileSize MOST_IN_ALL = FileSize.valueOf("200MB");
  private static final int DAYS_KEPT = 7;

  private final Path file;
  private final RollingFileAppender<ILoggingEvent> appender;

  private LogFile(Path file, RollingFileAppender<ILoggingEvent> appender) {
    this.file = file;
    this.appender = appender;
  }

  /**
   * Sends everything that is logged in this process, by SLF4J or java.util.logging, to the log of a
   * home; makes the directory.
   *
   * @throws LakehouseException with {@link ErrorCode#UNAVAILABLE} if it cannot be written
   */
  public static LogFile open(Path home) {
    Path directory = home.resolve("logs");
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw unwritable(directory).causedBy(e);
    }
    if (!Files.isWritable(directory)) {
      throw unwritable(directory);
    }
    Path file = directory.resolve("lakehouse.log");
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    RollingFileAppender<ILoggingEvent> appender = appender(context, directory, file);
    root(context).addAppender(appender);
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    return new LogFile(file, appender);
  }

  /** Where the log is. */
  public Path file() {
    return file;
  }

  /** Writes what is left and stops writing to this file. */
  @Override
  public void close() {
    root((LoggerContext) LoggerFactory.getILoggerFactory()).detachAppender(appender);
    appender.stop();
  }

  private static RollingFileAppender<ILoggingEvent> appender(
      LoggerContext context, Path directory, Path file) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.start();

    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setName(file.toString());
    appender.setFile(file.toString());
    appender.setEncoder(encoder);

    SizeAndTimeBasedRollingPolicy<ILoggingEvent> rolling = new SizeAndTimeBasedRollingPolicy<>();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.setFileNamePattern(directory.resolve("lakehouse-%d{yyyy-MM-dd}.%i.log").toString());
    rolling.setMaxFileSize(MOST_PER_FILE);
    rolling.setMaxHistory(DAYS_KEPT);
    rolling.setTotalSizeCap(MOST_IN_ALL);
    rolling.start();
    appender.setRollingPolicy(rolling);
    appender.start();
    return appender;
  }

  private static ch.qos.logback.classic.Logger root(LoggerContext context) {
    return context.getLogger(Logger.ROOT_LOGGER_NAME);
  }

  private static LakehouseException unwritable(Path directory) {
    return LakehouseException.of(
        ErrorCode.UNAVAILABLE,
        "cannot write logs to " + directory,
        "Choose another home with --home DIR, or allow writing there.");
  }
}
