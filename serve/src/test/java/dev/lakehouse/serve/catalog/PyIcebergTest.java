package dev.lakehouse.serve.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.TestLakehouse;
import dev.lakehouse.table.store.LocalObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PyIceberg on our catalog, told nothing but its URI: it reads what we wrote, and we read what it
 * wrote. Needs a Python that has it: profile {@code pyiceberg}.
 */
@Tag("pyiceberg")
class PyIcebergTest {
  private static final TableIdentifier ORDERS = TableIdentifier.of("shop", "orders");
  private static final TableIdentifier EVENTS = TableIdentifier.of("py", "renamed");

  @TempDir Path home;

  @Test
  void readsOurTablesAndWritesItsOwn() throws Exception {
    try (RunningCatalog running = RunningCatalog.start(home);
        TestLakehouse lakehouse =
            new TestLakehouse(
                running.database(), LocalObjectStore.open(home.resolve("store")), home)) {
      writeOrders(lakehouse);

      JsonNode answer = new ObjectMapper().readTree(runPython(running));

      assertThat(answer.get("namespaces").toString()).isEqualTo("[\"shop\"]");
      assertThat(answer.get("ours").toString())
          .isEqualTo(
              """
              [{"id":1,"country":"IT","amount":"9.50"},\
              {"id":2,"country":"DE","amount":"20.00"},\
              {"id":3,"country":null,"amount":null}]\
              """);
      assertThat(answer.at("/own/rows")).hasSize(3);
      assertThat(answer.at("/own/rows/0").toString())
          .isEqualTo(
              """
              {"id":1,"country":null,"amount":"0.25","day":"2024-01-01",\
              "at":"2024-01-01 12:30:00","note":null}\
              """);
      assertThat(answer.at("/own/rows_of_one_day").asInt()).isEqualTo(1);
      assertThat(answer.at("/own/first_snapshot").toString()).isEqualTo("[1,2,3]");
      assertThat(answer.at("/own/tables").toString()).isEqualTo("[\"py/renamed\"]");

      assertThat(lakehouse.read(EVENTS))
          .containsExactly(
              "1|null|0.25|2024-01-01|2024-01-01 12:30:00.0|null",
              "3|null|0.75|2024-01-03|2024-01-03 12:30:00.0|null",
              "4|IT|1.00|2024-01-04|2024-01-04 12:30:00.0|null");
      assertThat(lakehouse.catalog().loadTable(EVENTS).properties())
          .containsEntry("checked", "yes");
      lakehouse.append(EVENTS, "SELECT 9 AS id, 'FR' AS country");
      assertThat(lakehouse.read(EVENTS)).hasSize(4);
    }
  }

  /** An upsert leaves position deletes, which a reader must honour. */
  private static void writeOrders(TestLakehouse lakehouse) {
    Schema schema =
        new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "country", Types.StringType.get()),
            Types.NestedField.optional(3, "amount", Types.DecimalType.of(10, 2)));
    lakehouse.tables().create(ORDERS, TableDefinition.of(schema));
    lakehouse.append(ORDERS, values("(1, 'IT', 9.5), (2, 'DE', 7), (3, NULL, NULL)"));
    lakehouse
        .tables()
        .apply(
            ORDERS,
            TableChange.of(
                new RowChange.Upsert(List.of("id"), lakehouse.rows(values("(2, 'DE', 20)")))));
  }

  private static String values(String rows) {
    return "SELECT * FROM (VALUES %s) AS v(id, country, amount)".formatted(rows);
  }

  private static String runPython(RunningCatalog running) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            System.getProperty("pyiceberg.python"),
            System.getProperty("pyiceberg.script"),
            running.uri().toString());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    // Nothing of this machine may help: no keys, no configuration of PyIceberg.
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().keySet().removeIf(name -> name.startsWith("PYICEBERG_"));
    Process process = builder.start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as("the script ends well").isZero();
      return output;
    } finally {
      process.destroyForcibly();
    }
  }
}
