package org.tributary.inference;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The worker stands alone: no gateway, no framework, and an engine that knows no HTTP. */
class ArchitectureTest {
  private final JavaClasses inference =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.tributary.inference");

  @Test
  void inference_dependsOnNoGatewayNoPagesNoFramework() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.tributary.gateway..", "org.tributary.webapp..", "io.micronaut..", "io.lettuce..")
        .check(inference);
  }

  @Test
  void contracts_areUsedForKeysAndAnnouncementsOnly() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.tributary.contracts.chain..",
            "org.tributary.contracts.voucher..",
            "org.tributary.contracts.payout..",
            "org.web3j..")
        .check(inference);
  }

  @Test
  void engine_knowsNoHttpNoRegistrationNoTraining() {
    noClasses()
        .that()
        .resideInAPackage("..inference.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..inference.http..",
            "..inference.registration..",
            "..inference.training..",
            "io.netty..",
            "reactor..",
            "java.net.http..")
        .check(inference);
  }

  @Test
  void pytorch_staysBehindModelsTrainingAndBench() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "..inference.decoder..",
            "..inference.diffusion..",
            "..inference.bench..",
            "..inference.training..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl.pytorch..", "ai.djl.ndarray..")
        .check(inference);
  }
}
