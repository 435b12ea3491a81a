package dev.lakehouse.pipeline.state;

import dev.lakehouse.pipeline.plan.PlanJson;
import dev.lakehouse.pipeline.plan.RunPlan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/** The plans that runs keep to, each kept once under its hash. Thread-safe. */
final class RunPlans {
  private static final int CACHED = 1000;

  private final Map<String, RunPlan> known = new ConcurrentHashMap<>();

  /** Keeps a plan, and gives its hash. */
  String keep(Handle handle, RunPlan plan) {
    String json = PlanJson.write(plan);
    String hash = hash(json);
    // The lock keeps it until the run that needs it is there.
    while (!lock(handle, hash)) {
      handle
          .createUpdate(
              "INSERT INTO definitions (hash, pipeline, graph)"
                  + " VALUES (:hash, :pipeline, CAST(:graph AS jsonb)) ON CONFLICT DO NOTHING")
          .bind("hash", hash)
          .bind("pipeline", plan.pipeline())
          .bind("graph", json)
          .execute();
    }
    return hash;
  }

  private static boolean lock(Handle handle, String hash) {
    return handle
        .createQuery("SELECT 1 FROM definitions WHERE hash = :hash FOR KEY SHARE")
        .bind("hash", hash)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** The plan with a hash. */
  RunPlan plan(Handle handle, String hash) {
    RunPlan plan = known.get(hash);
    if (plan == null) {
      plan =
          PlanJson.read(
              handle
                  .createQuery("SELECT graph FROM definitions WHERE hash = :hash")
                  .bind("hash", hash)
                  .mapTo(String.class)
                  .one());
      if (known.size() >= CACHED) {
        known.clear();
      }
      known.put(hash, plan);
    }
    return plan;
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
