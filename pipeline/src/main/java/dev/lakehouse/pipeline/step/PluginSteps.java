package dev.lakehouse.pipeline.step;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.plugin.PluginFailure;
import dev.lakehouse.pipeline.plugin.PluginResult;
import dev.lakehouse.pipeline.plugin.PluginStep;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Hands steps to plugins. */
final class PluginSteps {
  private PluginSteps() {}

  static StepReport execute(StepAction.RunPlugin step, StepContext context)
      throws InterruptedException {
    Map<String, String> settings = new LinkedHashMap<>();
    step.settings().forEach((name, value) -> settings.put(name, context.fill(value)));
    try {
      PluginResult result = step.plugin().run(new Step(context, Map.copyOf(settings)));
      return (result.idle() ? StepReport.idle(result.summary()) : StepReport.done(result.summary()))
          .withOutputs(result.outputs());
    } catch (PluginFailure e) {
      throw LakehouseException.of(
              e.isRepeatable() ? ErrorCode.UNAVAILABLE : ErrorCode.INVALID_DATA, e.getMessage())
          .causedBy(e);
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw LakehouseException.of(
              ErrorCode.INTERNAL,
              "the plugin %s failed: %s".formatted(step.plugin().name(), e),
              "'runs logs %d' has more".formatted(context.key().run()))
          .causedBy(e);
    }
  }

  private record Step(StepContext context, Map<String, String> settings) implements PluginStep {
    @Override
    public Path directory() {
      return context.directory();
    }

    @Override
    public String pipeline() {
      return context.pipeline();
    }

    @Override
    public long run() {
      return context.key().run();
    }

    @Override
    public Instant time() {
      return context.logicalTime();
    }

    @Override
    public String token() {
      return context.token();
    }

    @Override
    public void log(String line) {
      context.log().accept(line);
    }

    @Override
    public void progress(String soFar) {
      context.progress().accept(soFar);
    }
  }
}
