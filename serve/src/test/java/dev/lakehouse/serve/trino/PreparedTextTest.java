package dev.lakehouse.serve.trino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreparedTextTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2047, 2048, 100_000})
  void staysTheSame(int length) {
    String text = "é\n".repeat(length).substring(0, length);
    assertThat(PreparedText.decode(PreparedText.encode(text))).isEqualTo(text);
  }

  @Test
  void packsWhatIsLongAndOnlyIfThatHelps() {
    String many = "SELECT 1, ".repeat(1000);
    assertThat(PreparedText.encode(many)).startsWith("$zstd:").hasSizeLessThan(200);
    assertThat(PreparedText.encode("SELECT 1")).isEqualTo("SELECT 1");
    byte[] noise = new byte[3000];
    new Random(1).nextBytes(noise);
    String random = Base64.getEncoder().encodeToString(noise);
    assertThat(PreparedText.encode(random)).isEqualTo(random);
  }

  @ParameterizedTest
  @ValueSource(strings = {"$zstd:", "$zstd:!!!", "$zstd:AAAA", "$zstd:KLUv_QBYAQAA_____w=="})
  void refusesWhatNobodyPacked(String header) {
    assertThatThrownBy(() -> PreparedText.decode(header))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesToUnpackMoreThanFitsIntoAStatement() {
    byte[] bomb = Zstd.compress(new byte[64 << 20]);
    String header = "$zstd:" + Base64.getUrlEncoder().encodeToString(bomb);
    assertThatThrownBy(() -> PreparedText.decode(header))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
