package dev.lakehouse.serve.http;

import io.javalin.config.RoutesConfig;

/** A part of what the server answers, under paths of its own. */
@FunctionalInterface
public interface Routes {
  /** Adds the handlers of this part; called once, before the server starts. */
  void addTo(RoutesConfig routes);
}
