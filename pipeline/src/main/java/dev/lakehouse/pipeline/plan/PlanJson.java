package dev.lakehouse.pipeline.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.pipeline.graph.RunIf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans as JSON, in which they are kept. What has its usual value is left out. */
public final class PlanJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private PlanJson() {}

  /** A plan as JSON; equal plans give equal texts. */
  public static String write(RunPlan plan) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("pipeline", plan.pipeline());
    ArrayNode steps = root.putArray("steps");
    plan.steps().forEach(step -> write(step, steps.addObject()));
    return root.toString();
  }

  private static void write(PlannedStep step, ObjectNode node) {
    node.put("name", step.name());
    writeTexts(node.putArray("needs"), step.needs());
    if (step.runIf() != RunIf.ALL_SUCCESS) {
      node.put("run_if", step.runIf().name());
    }
    step.fanOut().ifPresent(name -> node.put("fan_out", name));
    step.each().ifPresent(each -> write(each, node.putObject("each")));
    Retries retries = step.retries();
    if (!retries.equals(Retries.NONE)) {
      node.putObject("retries")
          .put("times", retries.times())
          .put("delay", retries.delay().toString())
          .put("factor", retries.factor())
          .put("most", retries.most().toString());
    }
    step.timeout().ifPresent(timeout -> node.put("timeout", timeout.toString()));
    step.tag().ifPresent(tag -> node.put("tag", tag));
    step.pool().ifPresent(pool -> node.put("pool", pool));
  }

  private static void write(FanOut each, ObjectNode node) {
    switch (each) {
      case FanOut.Values(List<String> values) -> writeTexts(node.putArray("values"), values);
      case FanOut.OutputsOf(String step) -> node.put("outputs_of", step);
      case FanOut.Parameter(String name) -> node.put("parameter", name);
    }
  }

  private static void writeTexts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  /**
   * The plan of such a text.
   *
   * @throws IllegalArgumentException if the text is none of {@link #write}
   */
  public static RunPlan read(String json) {
    try {
      JsonNode root = MAPPER.readTree(json);
      List<PlannedStep> steps = new ArrayList<>();
      root.required("steps").forEach(node -> steps.add(step(node)));
      return new RunPlan(root.required("pipeline").asText(), steps);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no plan: " + json, e);
    }
  }

  private static PlannedStep step(JsonNode node) {
    return new PlannedStep(
        node.required("name").asText(),
        texts(node.required("needs")),
        text(node, "run_if").map(RunIf::valueOf).orElse(RunIf.ALL_SUCCESS),
        text(node, "fan_out"),
        Optional.ofNullable(node.get("each")).map(PlanJson::fanOut),
        Optional.ofNullable(node.get("retries")).map(PlanJson::retries).orElse(Retries.NONE),
        text(node, "timeout").map(Duration::parse),
        text(node, "tag"),
        text(node, "pool"));
  }

  private static FanOut fanOut(JsonNode node) {
    return text(node, "outputs_of")
        .<FanOut>map(FanOut.OutputsOf::new)
        .or(() -> text(node, "parameter").map(FanOut.Parameter::new))
        .orElseGet(() -> new FanOut.Values(texts(node.required("values"))));
  }

  private static Retries retries(JsonNode node) {
    return new Retries(
        node.required("times").asInt(),
        Duration.parse(node.required("delay").asText()),
        node.required("factor").asDouble(),
        Duration.parse(node.required("most").asText()));
  }

  private static Optional<String> text(JsonNode node, String name) {
    return Optional.ofNullable(node.get(name)).map(JsonNode::asText);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
