package dev.lakehouse.pipeline.callback;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.RootCause;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Properties;

/** Sends callbacks by mail. Thread-safe. */
final class MailSender {
  private static final String PATIENCE_MILLIS = "10000";

  private final SmtpSettings settings;
  private final Session session;

  MailSender(SmtpSettings settings) {
    this.settings = requireNonNull(settings, "settings is null");
    this.session = Session.getInstance(properties(settings));
  }

  private static Properties properties(SmtpSettings settings) {
    Properties properties = new Properties();
    properties.setProperty("mail.transport.protocol", "smtp");
    properties.setProperty("mail.smtp.auth", Boolean.toString(settings.user().isPresent()));
    properties.setProperty("mail.smtp.connectiontimeout", PATIENCE_MILLIS);
    properties.setProperty("mail.smtp.timeout", PATIENCE_MILLIS);
    properties.setProperty("mail.smtp.writetimeout", PATIENCE_MILLIS);
    switch (settings.security()) {
      case NONE -> properties.setProperty("mail.smtp.starttls.enable", "false");
      case STARTTLS -> {
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.starttls.required", "true");
      }
      case TLS -> properties.setProperty("mail.smtp.ssl.enable", "true");
    }
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    return properties;
  }

  void send(Callback.Email email, Notice notice) throws NotSent {
    try (Transport transport = session.getTransport()) {
      Message message = message(email, notice);
      transport.connect(
          settings.host(),
          settings.port(),
          settings.user().orElse(null),
          settings.password().orElse(null));
      transport.sendMessage(message, message.getAllRecipients());
    } catch (MessagingException e) {
      throw new NotSent(
          "%s:%d did not take the mail: %s"
              .formatted(settings.host(), settings.port(), RootCause.message(e)),
          e);
    }
  }

  private Message message(Callback.Email email, Notice notice) throws MessagingException {
    Identified message = new Identified(session, notice.value("id"));
    message.setFrom(new InternetAddress(settings.from()));
    for (String address : email.to()) {
      message.addRecipient(Message.RecipientType.TO, new InternetAddress(address));
    }
    String subject =
        email
            .subject()
            .map(template -> template.fill(notice::value))
            .orElse(notice.value("subject"));
    message.setSubject(subject.replaceAll("\\s+", " "), StandardCharsets.UTF_8.name());
    message.setText(notice.value("text"), StandardCharsets.UTF_8.name());
    message.setHeader(
        "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(OffsetDateTime.now(ZoneOffset.UTC)));
    // As RFC 3834 wants it: nobody's holiday notice answers.
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setHeader(HttpSender.ID, notice.value("id"));
    message.saveChanges();
    return message;
  }

  /** A mail whose Message-ID is that of the callback: one that comes again has the same. */
  private static final class Identified extends MimeMessage {
    private final String id;

    Identified(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", "<%s@callbacks.lakehouse>".formatted(id));
    }
  }
}
