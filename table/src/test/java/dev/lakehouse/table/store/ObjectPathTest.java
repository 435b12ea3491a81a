package dev.lakehouse.table.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ObjectPathTest {
  @Test
  void parsesBucketsPrefixesAndObjects() {
    assertThat(ObjectPath.parse("s3://lake")).isEqualTo(new ObjectPath("lake", ""));
    assertThat(ObjectPath.parse("s3://lake/")).isEqualTo(new ObjectPath("lake", ""));
    assertThat(ObjectPath.parse("s3://lake/raw/")).isEqualTo(new ObjectPath("lake", "raw/"));
    assertThat(ObjectPath.parse("s3a://lake/a b/ü#?.csv"))
        .isEqualTo(new ObjectPath("lake", "a b/ü#?.csv"));
    assertThat(ObjectPath.parse("s3n://lake/a")).isEqualTo(new ObjectPath("lake", "a"));
  }

  @Test
  void resolvesAChildBelowABucketAFolderAndAPrefix() {
    assertThat(ObjectPath.parse("s3://lake").resolve("a")).hasToString("s3://lake/a");
    assertThat(ObjectPath.parse("s3://lake/raw/").resolve("a")).hasToString("s3://lake/raw/a");
    assertThat(ObjectPath.parse("s3://lake/raw").resolve("a/b")).hasToString("s3://lake/raw/a/b");
  }

  @Test
  void knowsItsLastPart() {
    assertThat(ObjectPath.parse("s3://lake/raw/a.csv").name()).isEqualTo("a.csv");
    assertThat(ObjectPath.parse("s3://lake/a.csv").name()).isEqualTo("a.csv");
    assertThat(ObjectPath.parse("s3://lake/raw/").name()).isEmpty();
  }

  @Test
  void refusesWhatIsNoObject() {
    for (String location :
        List.of("", "lake/a", "/lake/a", "file:///lake/a", "http://lake/a", "s3:/lake/a", "://a")) {
      assertRefused(location);
    }
    assertRefused("s3://");
    assertRefused("s3:///a");
  }

  @Test
  void refusesToLeaveTheBucket() {
    for (String location :
        List.of(
            "s3://../etc/passwd",
            "s3://./a",
            "s3://lake/..",
            "s3://lake/../other/a",
            "s3://lake/a/../../b",
            "s3://lake/a/..",
            "s3://lake/./a",
            "s3://lake//etc/passwd")) {
      assertRefused(location);
    }
    assertThatThrownBy(() -> ObjectPath.parse("s3://lake/raw").resolve("../a"))
        .isInstanceOf(LakehouseException.class);
    assertThat(ObjectPath.parse("s3://lake/..a/b..")).hasToString("s3://lake/..a/b..");
  }

  @Property
  void readsWhatItWrites(@ForAll("paths") ObjectPath path) {
    assertThat(ObjectPath.parse(path.toString())).isEqualTo(path);
  }

  @Provide
  Arbitrary<ObjectPath> paths() {
    Arbitrary<String> part =
        Arbitraries.strings()
            .all()
            .excludeChars('/')
            .ofMinLength(1)
            .ofMaxLength(8)
            .filter(text -> !text.equals(".") && !text.equals(".."));
    return part.flatMap(bucket ->
        part.list().ofMaxSize(4).map(parts -> new ObjectPath(bucket, String.join("/", parts))));
  }

  private static void assertRefused(String location) {
    assertThatThrownBy(() -> ObjectPath.parse(location))
        .as(location)
        .isInstanceOfSatisfying(
            LakehouseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat(e).hasMessageContaining(location);
              assertThat(e.remedy()).contains("write it as s3://bucket/key");
            });
  }
}
