package dev.lakehouse.pipeline.callback;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.step.Template;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Somebody who is told of a run. What may hold a secret is not shown as text. */
public sealed interface Callback {
  /** How a project's files call its kind. */
  String kind();

  /**
   * A POST to any address.
   *
   * @param headers headers of the request beside those that it always has
   * @param body what is sent; empty for a JSON object with all that is known
   */
  record Webhook(URI url, Map<String, String> headers, Optional<Template> body)
      implements Callback {
    public Webhook {
      requireNonNull(url, "url is null");
      headers = Map.copyOf(headers);
      requireNonNull(body, "body is null");
    }

    @Override
    public String kind() {
      return "webhook";
    }

    @Override
    public String toString() {
      return "Webhook[%s]".formatted(url.getHost());
    }
  }

  /** An incoming webhook as Slack, Mattermost and others have it. */
  record Slack(URI url) implements Callback {
    public Slack {
      requireNonNull(url, "url is null");
    }

    @Override
    public String kind() {
      return "slack";
    }

    @Override
    public String toString() {
      return "Slack[%s]".formatted(url.getHost());
    }
  }

  /**
   * A mail.
   *
   * @param to the addresses
   * @param subject its subject; empty for one that says what happened
   */
  record Email(List<String> to, Optional<Template> subject) implements Callback {
    public Email {
      to = List.copyOf(to);
      requireNonNull(subject, "subject is null");
    }

    @Override
    public String kind() {
      return "email";
    }
  }
}
