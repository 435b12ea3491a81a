package dev.lakehouse.base.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LakehouseExceptionTest {
  @Test
  void keepsCodeMessageAndRemedyWhenACauseIsAdded() {
    IllegalStateException cause = new IllegalStateException("disk");

    LakehouseException error =
        LakehouseException.of(ErrorCode.UNAVAILABLE, "no space left", "free some").causedBy(cause);

    assertThat(error).hasMessage("no space left").hasCause(cause);
    assertThat(error.remedy()).contains("free some");
    assertThat(error.code().isRetryable()).isTrue();
    assertThat(error.code().isUserMistake()).isFalse();
  }
}
