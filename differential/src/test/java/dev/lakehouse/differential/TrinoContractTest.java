package dev.lakehouse.differential;

import dev.lakehouse.sql.EngineContract;
import dev.lakehouse.sql.SqlEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Trino of one's own, whose catalog and store are ours: {@code engine: trino}. */
@ExtendWith(TwoEngines.class)
class TrinoContractTest extends EngineContract {
  private SqlEngine engine;

  @BeforeAll
  void start(TwoEngines.Running running) {
    engine = running.theirs();
  }

  @AfterAll
  void stop() {
    engine.close();
  }

  @Override
  protected SqlEngine engine() {
    return engine;
  }
}
