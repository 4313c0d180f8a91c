package org.tributary.contracts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** contracts is a leaf, and everything but its chain package is pure. */
class ArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.tributary.contracts");

  @Test
  void contracts_dependsOnNoFrameworkAndNoOtherModule() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.micronaut..",
            "io.lettuce..",
            "reactor..",
            "ai.djl..",
            "org.tributary.models..",
            "org.tributary.inference..",
            "org.tributary.gateway..",
            "org.tributary.webapp..")
        .check(classes);
  }

  @Test
  void values_knowNothingOfTheChainNorTheNetwork() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..contracts.chain..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..contracts.chain..",
            "java.net..",
            "org.web3j.abi..",
            "com.fasterxml.jackson.databind..")
        .check(classes);
  }

  @Test
  void web3j_staysBehindKeysAndChain() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..contracts.chain..", "..contracts.keys..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.web3j..", "fr.acinq..", "org.bouncycastle..")
        .check(classes);
  }
}
