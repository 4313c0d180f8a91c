package org.tributary.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The arrows between the gateway, the other modules and its own features. */
class ArchitectureTest {
  private final JavaClasses gateway =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.tributary.gateway");

  @Test
  void gateway_knowsNeitherEngineNorPages() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.tributary.inference..", "org.tributary.webapp..", "ai.djl..")
        .check(gateway);
  }

  @Test
  void leaves_knowNothingOfTheGateway() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.tributary.gateway..", "org.tributary.inference..", "org.tributary.webapp..")
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.tributary.models", "org.tributary.contracts"));
  }

  @Test
  void features_formNoCycles() {
    slices().matching("org.tributary.gateway.(*)..").should().beFreeOfCycles().check(gateway);
  }

  @Test
  void redisClient_staysInItsPackage() {
    noClasses()
        .that()
        .resideInAnyPackage("..gateway.chat..", "..gateway.relay..", "..gateway.error..")
        .and()
        .haveSimpleNameNotStartingWith("UnexpectedErrorHandler")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.lettuce..")
        .check(gateway);
  }

  @Test
  void reactor_staysInTheRelay() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..gateway.relay..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("reactor..")
        .check(gateway);
  }

  @Test
  void everyPackage_isNullMarked() {
    List<String> unmarked =
        gateway.getPackage("org.tributary.gateway").getSubpackagesInTree().stream()
            .filter(each -> !each.getClasses().isEmpty())
            .filter(each -> !each.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .toList();

    assertEquals(List.of(), unmarked);
  }
}
