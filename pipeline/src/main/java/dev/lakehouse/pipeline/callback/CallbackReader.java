package dev.lakehouse.pipeline.callback;

import dev.lakehouse.base.settings.SettingsMapping;
import dev.lakehouse.pipeline.state.CallbackEvent;
import dev.lakehouse.pipeline.step.Template;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the callbacks of a pipeline; problems go to the settings, with their place. */
public final class CallbackReader {
  private static final String LATE_AFTER = "late_after";
  private static final String KINDS = "webhook, slack, email";

  private CallbackReader() {}

  /** The callbacks of a pipeline. */
  public static Callbacks read(SettingsMapping pipeline) {
    Map<CallbackEvent, List<Callback>> byEvent = new EnumMap<>(CallbackEvent.class);
    byEvent.put(CallbackEvent.SUCCESS, list(pipeline, "on_success"));
    byEvent.put(CallbackEvent.FAILURE, list(pipeline, "on_failure"));
    byEvent.put(CallbackEvent.LATE, list(pipeline, "on_late"));
    Optional<Duration> lateAfter = pipeline.optionalDuration(LATE_AFTER);
    if (lateAfter.filter(after -> after.toSeconds() < 1).isPresent()) {
      pipeline.reject(LATE_AFTER, "a run is late after a second at the earliest");
    }
    if (pipeline.optionalNode("on_late").isPresent() && lateAfter.isEmpty()) {
      pipeline.reject(
          "on_late", "'on_late' needs 'late_after': how long a run may take, such as 30m");
    }
    return new Callbacks(byEvent, lateAfter);
  }

  private static List<Callback> list(SettingsMapping pipeline, String name) {
    List<Callback> callbacks = new ArrayList<>();
    for (SettingsMapping one : pipeline.mappings(name)) {
      Optional<SettingsMapping> webhook = one.optionalMapping("webhook");
      Optional<SettingsMapping> slack = one.optionalMapping("slack");
      Optional<SettingsMapping> email = one.optionalMapping("email");
      if (webhook.stream().count() + slack.stream().count() + email.stream().count() != 1) {
        one.reject("a callback is one of " + KINDS);
        continue;
      }
      webhook.flatMap(CallbackReader::webhook).ifPresent(callbacks::add);
      slack
          .flatMap(settings -> address(settings).map(Callback.Slack::new))
          .ifPresent(callbacks::add);
      email.map(CallbackReader::email).ifPresent(callbacks::add);
    }
    return List.copyOf(callbacks);
  }

  private static Optional<Callback> webhook(SettingsMapping settings) {
    Map<String, String> headers = settings.map("headers");
    headers.forEach((name, value) -> {
      try {
        HttpRequest.newBuilder().header(name, value);
      } catch (IllegalArgumentException e) {
        settings.reject("headers", "the header '%s' cannot be sent".formatted(name));
      }
    });
    Optional<Template> body = template(settings, "body");
    return address(settings).map(url -> new Callback.Webhook(url, headers, body));
  }

  /** What is wrong with an address is said without it: it may be a secret. */
  private static Optional<URI> address(SettingsMapping settings) {
    String text = settings.text("url");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI url = URI.create(text);
      HttpRequest.newBuilder(url);
      return Optional.of(url);
    } catch (IllegalArgumentException e) {
      settings.reject("url", "'url' is no address such as https://host/path");
      return Optional.empty();
    }
  }

  private static Callback email(SettingsMapping settings) {
    List<String> to = settings.texts("to");
    if (to.isEmpty()) {
      settings.reject("to", "a mail needs 'to': an address, or a list of them");
    }
    for (String address : to) {
      try {
        new InternetAddress(address, true);
      } catch (AddressException e) {
        settings.reject("to", "'%s' is no address of a mail".formatted(address));
      }
    }
    return new Callback.Email(to, template(settings, "subject"));
  }

  private static Optional<Template> template(SettingsMapping settings, String name) {
    return settings
        .optionalText(name)
        .flatMap(text -> {
          try {
            Template template = Template.parse(text);
            for (String used : template.names()) {
              if (!Notice.NAMES.contains(used)) {
                settings.reject(
                    name,
                    "nothing is known as '%s' here; there are %s"
                        .formatted(used, String.join(", ", Notice.NAMES)));
                return Optional.empty();
              }
            }
            return Optional.of(template);
          } catch (IllegalArgumentException e) {
            settings.reject(name, e.getMessage());
            return Optional.empty();
          }
        });
  }
}
