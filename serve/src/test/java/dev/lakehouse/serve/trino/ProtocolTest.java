package dev.lakehouse.serve.trino;

import static dev.lakehouse.serve.trino.TestEngine.one;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;

/** A test with an engine whose statement "SELECT slow" waits until a gate is opened. */
abstract class ProtocolTest {
  final CountDownLatch gate = new CountDownLatch(1);
  final TestEngine engine =
      new TestEngine()
          .on(
              "SELECT slow",
              (session, control) -> {
                gate.await();
                return one("_col0", "integer", 1);
              });

  @AfterEach
  void openGate() {
    gate.countDown();
  }
}
