package dev.lakehouse.base.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RootCauseTest {
  @Test
  void isTheDeepestMessage() {
    assertThat(
            RootCause.message(
                new IllegalStateException("above", new IOException("no space left on device"))))
        .isEqualTo("no space left on device");
  }

  @Test
  void passesOverCausesThatSayNothing() {
    assertThat(RootCause.message(new IOException("the connection broke", new EOFException())))
        .isEqualTo("the connection broke");
  }

  @Test
  void isTheNameOfTheErrorWhereNobodySaysAnything() {
    assertThat(RootCause.message(new EOFException())).isEqualTo("java.io.EOFException");
  }
}
