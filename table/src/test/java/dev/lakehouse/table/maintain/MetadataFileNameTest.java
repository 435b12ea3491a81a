package dev.lakehouse.table.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetadataFileNameTest {
  private static final String UUID = "5f0a1c0e-8f2e-4d19-9c58-7b8f8c1a6d11";

  @Test
  void theVersionIsInTheName() {
    assertThat(MetadataFileName.version("s3://b/t/metadata/00012-" + UUID + ".metadata.json"))
        .hasValue(12);
    assertThat(MetadataFileName.version("123456-" + UUID + ".gz.metadata.json")).hasValue(123456);
    assertThat(MetadataFileName.version("00000-" + UUID + ".metadata.json.gz")).hasValue(0);
  }

  @Test
  void otherFilesHaveNone() {
    for (String other :
        new String[] {
          "v3.metadata.json",
          "snap-1-2-" + UUID + ".avro",
          UUID + "-m0.avro",
          "00001-" + UUID + ".metadata.json.bak",
          "version-hint.text"
        }) {
      assertThat(MetadataFileName.version(other)).as(other).isEmpty();
    }
  }
}
