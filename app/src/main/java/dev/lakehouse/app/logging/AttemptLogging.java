package dev.lakehouse.app.logging;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import dev.lakehouse.pipeline.log.AttemptLogs;
import dev.lakehouse.pipeline.log.LoggedSteps;
import org.slf4j.LoggerFactory;

/** Adds what is logged on the thread of an attempt to the attempt's log. */
public final class AttemptLogging implements AutoCloseable {
  private final Logger root;
  private final Appender appender;

  private AttemptLogging(Logger root, Appender appender) {
    this.root = root;
    this.appender = appender;
  }

  /** Adds it from now on, until this is closed. */
  public static AttemptLogging to(AttemptLogs logs) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Appender appender = new Appender(logs);
    appender.setContext(context);
    appender.setName("attempts");
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    return new AttemptLogging(root, appender);
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    appender.stop();
  }

  private static final class Appender extends AppenderBase<ILoggingEvent> {
    private final AttemptLogs logs;

    Appender(AttemptLogs logs) {
      this.logs = requireNonNull(logs, "logs is null");
    }

    @Override
    protected void append(ILoggingEvent event) {
      String attempt = event.getMDCPropertyMap().get(LoggedSteps.ATTEMPT);
      if (attempt != null && event.getLevel().isGreaterOrEqual(Level.INFO)) {
        logs.find(Long.parseLong(attempt)).ifPresent(log -> log.line(text(event)));
      }
    }

    private static String text(ILoggingEvent event) {
      String logger = event.getLoggerName();
      IThrowableProxy thrown = event.getThrowableProxy();
      return "%s %s: %s%s"
          .formatted(
              event.getLevel(),
              logger.substring(logger.lastIndexOf('.') + 1),
              event.getFormattedMessage(),
              thrown == null ? "" : ": " + thrown.getMessage());
    }
  }
}
