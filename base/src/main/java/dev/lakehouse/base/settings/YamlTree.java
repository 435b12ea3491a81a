package dev.lakehouse.base.settings;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Turns YAML text into settings. For one use. */
final class YamlTree {
  private final String file;
  private final String yaml;
  private final EnvironmentVariables environment;
  private final ProblemList problems;
  // An anchor's node is met once for itself and once for each alias.
  private final Map<Node, SettingsNode> known = new HashMap<>();

  YamlTree(String file, String yaml, EnvironmentVariables environment, ProblemList problems) {
    this.file = file;
    this.yaml = yaml.startsWith("\uFEFF") ? yaml.substring(1) : yaml;
    this.environment = environment;
    this.problems = problems;
  }

  /** The settings of the file; empty, with a problem reported, if it has none that can be read. */
  Optional<SettingsMapping> root() {
    Optional<Node> node;
    try {
      LoadSettings settings =
          LoadSettings.builder()
              .setLabel(file)
              .setUseMarks(true)
              // Such keys are refused below, with their place.
              .setAllowNonScalarKeys(true)
              .build();
      node = new Compose(settings).composeString(yaml);
    } catch (YamlEngineException e) {
      YamlMistake mistake = YamlMistake.of(e, file, yaml);
      problems.add(mistake.place(), mistake.message());
      return Optional.empty();
    }
    if (node.isEmpty()) {
      problems.add(new Place(file, 1, 1), "the file is empty");
      return Optional.empty();
    }
    return switch (convert(node.get())) {
      case SettingsMapping mapping -> Optional.of(mapping);
      case SettingsNode other -> {
        problems.addWrongKind("the file", SettingsMapping.EXPECTED, other);
        yield Optional.empty();
      }
    };
  }

  private SettingsNode convert(Node node) {
    SettingsNode before = known.get(node);
    if (before != null) {
      return before;
    }
    if (node.isRecursive()) {
      problems.add(placeOf(node), "this anchor contains itself");
      return new SettingsScalar(placeOf(node), Optional.empty(), "", problems);
    }
    SettingsNode converted =
        switch (node) {
          case MappingNode mapping -> convertMapping(mapping);
          case SequenceNode list ->
              new SettingsList(
                  placeOf(list), list.getValue().stream().map(this::convert).toList(), problems);
          case ScalarNode scalar -> convertScalar(scalar);
          default -> throw new IllegalStateException("a YAML node of no known kind: " + node);
        };
    known.put(node, converted);
    return converted;
  }

  private SettingsMapping convertMapping(MappingNode mapping) {
    Map<String, SettingsMapping.Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Place namePlace = placeOf(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
        problems.add(namePlace, "the name of a setting must be a single word");
        continue;
      }
      SettingsMapping.Entry first = entries.get(name.getValue());
      if (first == null) {
        entries.put(
            name.getValue(), new SettingsMapping.Entry(namePlace, convert(tuple.getValueNode())));
      } else {
        problems.add(
            namePlace,
            "'" + name.getValue() + "' is set twice; first in line " + first.namePlace().line());
      }
    }
    return new SettingsMapping(placeOf(mapping), entries, problems);
  }

  private SettingsScalar convertScalar(ScalarNode scalar) {
    String written = scalar.getValue();
    if (scalar.getTag().equals(Tag.NULL)) {
      return new SettingsScalar(placeOf(scalar), Optional.empty(), written, problems);
    }
    String text =
        environment.replaceIn(
            written, (reference, message) -> problems.add(placeWithin(scalar, reference), message));
    return new SettingsScalar(placeOf(scalar), Optional.of(text), written, problems);
  }

  /** Where a part of a scalar stands; the scalar's own place if the part was folded or escaped. */
  private Place placeWithin(ScalarNode scalar, String part) {
    Mark start = scalar.getStartMark().orElseThrow();
    List<String> lines = yaml.lines().skip(start.getLine()).limit(linesOf(scalar)).toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int from = i == 0 ? line.offsetByCodePoints(0, start.getColumn()) : 0;
      int at = line.indexOf(part, from);
      if (at >= 0) {
        return new Place(file, start.getLine() + i + 1, line.codePointCount(0, at) + 1);
      }
    }
    return placeOf(scalar);
  }

  private static int linesOf(ScalarNode scalar) {
    int first = scalar.getStartMark().orElseThrow().getLine();
    return scalar.getEndMark().orElseThrow().getLine() - first + 1;
  }

  private Place placeOf(Node node) {
    Mark start = node.getStartMark().orElseThrow();
    return new Place(file, start.getLine() + 1, start.getColumn() + 1);
  }
}
