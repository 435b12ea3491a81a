package dev.lakehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.quality.check.Check;
import dev.lakehouse.quality.check.CheckReader;
import dev.lakehouse.quality.check.CheckSuite;
import dev.lakehouse.quality.check.Rule;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The facts about the example's data that the documentation and other tests rely on. */
class SalesExampleTest {
  private static final Path PROJECT = Path.of("..", "examples", "sales");

  private static List<List<String>> rows(String file) throws IOException {
    return Files.readAllLines(PROJECT.resolve(file)).stream()
        .map(line -> List.of(line.split(",", -1)))
        .toList();
  }

  @Test
  void isAProject() {
    String name =
        new SettingsReader(Map.of())
            .read(
                PROJECT.resolve("lakehouse.yaml"),
                settings -> {
                  settings.names().forEach(settings::optionalNode);
                  return settings.text("name");
                });

    assertThat(name).isEqualTo("sales");
  }

  @Test
  void hasTwoHundredOrders() throws IOException {
    List<List<String>> rows = rows("data/raw/sales_sample.csv");
    List<List<String>> orders = rows.subList(1, rows.size());

    assertThat(rows.getFirst())
        .containsExactly("order_id", "customer_id", "amount", "country", "ingestion_date");
    assertThat(orders)
        .extracting(List::getFirst)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 200).mapToObj("ORD-%03d"::formatted).toList());
    assertThat(orders)
        .allSatisfy(order -> {
          assertThat(order).hasSize(5);
          assertThat(order.get(1)).matches("CUST-\\d{3}");
          assertThat(order.get(2)).matches("\\d+\\.\\d{2}");
          assertThat(new BigDecimal(order.get(2))).isPositive();
        });
  }

  @Test
  void hasSevenCountriesOverTwentySixDays() throws IOException {
    List<List<String>> rows = rows("data/raw/sales_sample.csv");
    List<List<String>> orders = rows.subList(1, rows.size());
    List<LocalDate> dates = orders.stream().map(order -> LocalDate.parse(order.get(4))).toList();

    assertThat(orders.stream().map(order -> order.get(3)).distinct()).hasSize(7);
    assertThat(dates).isSorted();
    assertThat(dates.getFirst()).isEqualTo("2024-01-15");
    assertThat(dates.getLast()).isEqualTo("2024-02-09");
    assertThat(dates.stream().distinct()).hasSize(26);
  }

  @Test
  void givesEachCustomerOneCountry() throws IOException {
    List<List<String>> rows = rows("data/raw/sales_sample.csv");

    assertThat(rows.stream().map(order -> order.get(1)).distinct())
        .hasSameSizeAs(
            rows.stream().map(order -> List.of(order.get(1), order.get(3))).distinct().toList());
  }

  @Test
  void hasEightChecksOfItsOrders() throws IOException {
    CheckSuite suite =
        new SettingsReader(Map.of()).read(PROJECT.resolve("checks/sales.yaml"), CheckReader::read);

    assertThat(suite.checks())
        .extracting(check -> check.name() + " " + check.rule().type().text())
        .containsExactly(
            "order_id_unique uniqueness",
            "order_id_not_null not_null",
            "customer_id_not_null not_null",
            "amount_positive positive",
            "amount_range range",
            "country_accepted accepted_values",
            "no_future_ingestion no_future_dates",
            "row_count_valid row_count_range");
    assertThat(suite.checks())
        .extracting(Check::rule)
        .contains(
            new Rule.AcceptedValues(
                "country",
                rows("data/raw/sales_sample.csv").stream()
                    .skip(1)
                    .map(order -> order.get(3))
                    .distinct()
                    .sorted()
                    .toList()));
  }

  @Test
  void hasTenEmployees() throws IOException {
    List<List<String>> rows = rows("data/test/employees.csv");

    assertThat(rows).hasSize(11).allSatisfy(row -> assertThat(row).hasSize(7));
    assertThat(rows.getFirst())
        .containsExactly("id", "name", "email", "age", "salary", "signup_date", "is_active");
    assertThat(rows.get(1)).startsWith("1", "Mario Rossi", "mario@example.com", "35", "52000.50");
    assertThat(rows.get(2)).startsWith("2", "Anna Bianchi", "anna@example.com", "28", "45000.00");
  }
}
