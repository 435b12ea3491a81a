package dev.lakehouse.pipeline.step;

import dev.lakehouse.base.settings.NearestWord;
import dev.lakehouse.base.settings.SettingsMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which names the templates of a pipeline may use, and reading such templates. */
public final class TemplateScope {
  static final String PARAMETERS = "params.";
  static final String VARIABLES = "vars.";
  private static final List<String> OF_RUN =
      List.of("run.id", "run.pipeline", "run.time", "run.date");

  private final Set<String> parameters;
  private final boolean item;

  private TemplateScope(Set<String> parameters, boolean item) {
    this.parameters = parameters;
    this.item = item;
  }

  /** The scope of a pipeline's own steps. */
  public static TemplateScope of(Set<String> parameters) {
    return new TemplateScope(new TreeSet<>(parameters), false);
  }

  /** The scope of steps in a fan-out. */
  public TemplateScope withItem() {
    return new TemplateScope(parameters, true);
  }

  /** A template that may be left out; empty, too, if it is wrong, which the settings are told. */
  public Optional<Template> optional(SettingsMapping settings, String name) {
    return settings.optionalText(name).flatMap(text -> template(settings, name, text));
  }

  /** A list of templates; those that are wrong are left out, and the settings are told. */
  public List<Template> list(SettingsMapping settings, String name) {
    return settings.texts(name).stream()
        .flatMap(text -> template(settings, name, text).stream())
        .toList();
  }

  /** Templates under names of the user's own. */
  public Map<String, Template> map(SettingsMapping settings, String name) {
    Map<String, Template> templates = new LinkedHashMap<>();
    settings
        .map(name)
        .forEach((key, text) ->
            template(settings, name, text).ifPresent(template -> templates.put(key, template)));
    return templates;
  }

  /** The template of a text that a setting stands for; empty as {@link #optional}. */
  Optional<Template> template(SettingsMapping settings, String name, String text) {
    Template template;
    try {
      template = Template.parse(text);
    } catch (IllegalArgumentException e) {
      settings.reject(name, e.getMessage());
      return Optional.empty();
    }
    List<String> known = new ArrayList<>(OF_RUN);
    parameters.forEach(parameter -> known.add(PARAMETERS + parameter));
    if (item) {
      known.add("item");
    }
    for (String used : template.names()) {
      // Which variables there are is known only when the step runs.
      if (!known.contains(used) && !used.startsWith(VARIABLES)) {
        settings.reject(
            name,
            "nothing is known as '%s' here%s"
                .formatted(
                    used,
                    NearestWord.to(used, known)
                        .map("; did you mean '%s'?"::formatted)
                        .orElse(
                            "; there are %s and vars.NAME".formatted(String.join(", ", known)))));
        return Optional.empty();
      }
    }
    return Optional.of(template);
  }
}
