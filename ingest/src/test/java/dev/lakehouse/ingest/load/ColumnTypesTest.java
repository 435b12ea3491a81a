package dev.lakehouse.ingest.load;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class ColumnTypesTest {
  private static final Type TEXT = Types.StringType.get();

  @Property
  void theCommonTypeIsTheSameFromBothSides(
      @ForAll("types") Type left, @ForAll("types") Type right) {
    assertThat(ColumnTypes.common(left, right)).isEqualTo(ColumnTypes.common(right, left));
    assertThat(ColumnTypes.common(left, left)).isEqualTo(left);
  }

  @Property
  void theCommonTypeHoldsBothOrIsText(@ForAll("types") Type left, @ForAll("types") Type right) {
    Type common = ColumnTypes.common(left, right);

    if (!common.equals(TEXT)) {
      assertThat(ColumnTypes.holds(common, left)).isTrue();
      assertThat(ColumnTypes.holds(common, right)).isTrue();
    }
  }

  @Property
  void theOrderOfTheFilesDoesNotMatter(
      @ForAll("types") Type one, @ForAll("types") Type two, @ForAll("types") Type three) {
    assertThat(ColumnTypes.common(ColumnTypes.common(one, two), three))
        .isEqualTo(ColumnTypes.common(one, ColumnTypes.common(two, three)));
  }

  @Property
  void holdingGoesOn(
      @ForAll("types") Type wide, @ForAll("types") Type middle, @ForAll("types") Type narrow) {
    if (ColumnTypes.holds(wide, middle) && ColumnTypes.holds(middle, narrow)) {
      assertThat(ColumnTypes.holds(wide, narrow)).isTrue();
    }
    assertThat(ColumnTypes.holds(wide, wide)).isTrue();
  }

  @Test
  void theCommonTypeIsTheNarrowest() {
    assertThat(ColumnTypes.common(Types.IntegerType.get(), Types.LongType.get()))
        .isEqualTo(Types.LongType.get());
    assertThat(ColumnTypes.common(Types.IntegerType.get(), Types.DoubleType.get()))
        .isEqualTo(Types.DoubleType.get());
    assertThat(ColumnTypes.common(Types.LongType.get(), Types.DoubleType.get()))
        .as("a DOUBLE does not hold every BIGINT")
        .isEqualTo(TEXT);
    assertThat(ColumnTypes.common(Types.DecimalType.of(5, 2), Types.DecimalType.of(6, 4)))
        .isEqualTo(Types.DecimalType.of(7, 4));
    assertThat(ColumnTypes.common(Types.IntegerType.get(), Types.DecimalType.of(3, 2)))
        .isEqualTo(Types.DecimalType.of(12, 2));
    assertThat(ColumnTypes.common(Types.DecimalType.of(38, 0), Types.DecimalType.of(5, 5)))
        .isEqualTo(TEXT);
    assertThat(ColumnTypes.common(Types.DateType.get(), Types.TimestampType.withoutZone()))
        .isEqualTo(TEXT);
  }

  @Test
  void promotesWhatIcebergPromotes() {
    assertThat(ColumnTypes.canPromote(Types.IntegerType.get(), Types.LongType.get())).isTrue();
    assertThat(ColumnTypes.canPromote(Types.DecimalType.of(5, 2), Types.DecimalType.of(9, 2)))
        .isTrue();
    assertThat(ColumnTypes.canPromote(Types.DecimalType.of(5, 2), Types.DecimalType.of(9, 3)))
        .isFalse();
    assertThat(ColumnTypes.canPromote(Types.IntegerType.get(), Types.DoubleType.get())).isFalse();
    assertThat(ColumnTypes.canPromote(Types.LongType.get(), TEXT)).isFalse();
  }

  /** The types that inference knows. */
  @Provide
  Arbitrary<Type> types() {
    Arbitrary<Type> simple =
        Arbitraries.of(
            Types.BooleanType.get(),
            Types.IntegerType.get(),
            Types.LongType.get(),
            Types.DoubleType.get(),
            Types.DateType.get(),
            Types.TimestampType.withoutZone(),
            Types.TimestampType.withZone(),
            TEXT);
    Arbitrary<Type> decimal =
        Combinators.combine(
                Arbitraries.integers().between(1, 38), Arbitraries.integers().between(0, 38))
            .as((precision, scale) -> Types.DecimalType.of(precision, Math.min(precision, scale)));
    return Arbitraries.oneOf(simple, decimal);
  }
}
