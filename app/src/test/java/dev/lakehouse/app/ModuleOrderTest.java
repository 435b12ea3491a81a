package dev.lakehouse.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the direction of the arrows between modules, and between the packages of a module. */
class ModuleOrderTest {
  /** From the ground up: a module may use those before it. */
  private static final List<String> MODULES =
      List.of("base", "table", "sql", "ingest", "quality", "maintain", "pipeline", "serve", "app");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.lakehouse");

  @Test
  void looksAtTheClassesOfTheModules() {
    assertThat(CLASSES).extracting(type -> type.getName()).contains("dev.lakehouse.app.Main");
    assertThat(CLASSES.containPackage("dev.lakehouse.base.error")).isTrue();
  }

  @Test
  void everyClassBelongsToAKnownModule() {
    List<String> packages =
        Stream.concat(MODULES.stream(), Stream.of("embedded"))
            .map(module -> "dev.lakehouse." + module + "..")
            .toList();

    classes().should().resideInAnyPackage(packages.toArray(String[]::new)).check(CLASSES);
  }

  @Test
  void arrowsBetweenModulesPointDown() {
    LayeredArchitecture layers =
        layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
    for (String module : MODULES) {
      layers = layers.layer(module).definedBy("dev.lakehouse." + module + "..");
    }
    for (int i = 0; i < MODULES.size(); i++) {
      List<String> above = MODULES.subList(i + 1, MODULES.size());
      layers =
          above.isEmpty()
              ? layers.whereLayer(MODULES.get(i)).mayNotBeAccessedByAnyLayer()
              : layers
                  .whereLayer(MODULES.get(i))
                  .mayOnlyBeAccessedByLayers(above.toArray(String[]::new));
    }
    layers.check(CLASSES);
  }

  @Test
  void embeddedPartsKnowOnlyTheBaseAndOnlyTheAppKnowsThem() {
    classes()
        .that()
        .resideInAPackage("dev.lakehouse.embedded..")
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackages(
            "dev.lakehouse.table..",
            "dev.lakehouse.ingest..",
            "dev.lakehouse.quality..",
            "dev.lakehouse.maintain..",
            "dev.lakehouse.pipeline..",
            "dev.lakehouse.serve..",
            "dev.lakehouse.app..")
        .allowEmptyShould(true)
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.lakehouse.embedded..", "dev.lakehouse.app..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.lakehouse.embedded..")
        .check(CLASSES);
  }

  @Test
  void whatStepsDoKnowsNothingOfWhatOthersDo() {
    noClasses()
        .that()
        .resideInAPackage("dev.lakehouse.quality..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.lakehouse.ingest..")
        .check(CLASSES);
  }

  @Test
  void packagesOfAModuleFormNoCycle() {
    slices().matching("dev.lakehouse.(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
