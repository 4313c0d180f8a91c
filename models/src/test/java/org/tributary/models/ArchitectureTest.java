package org.tributary.models;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** models is a leaf: formats and rules, no engine and no server. */
class ArchitectureTest {
  private final JavaClasses models =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.tributary.models");

  @Test
  void models_dependsOnNoServerNoEngineAndNoOtherModule() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.micronaut..",
            "io.lettuce..",
            "io.netty..",
            "reactor..",
            "org.web3j..",
            "ai.djl.pytorch..",
            "ai.djl.engine..",
            "ai.djl.ndarray..",
            "ai.djl.inference..",
            "org.tributary.contracts..",
            "org.tributary.inference..",
            "org.tributary.gateway..",
            "org.tributary.webapp..")
        .check(models);
  }

  @Test
  void djl_isTheTokenizerOnlyAndStaysInItsPackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..models.tokenizer..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(models);
  }

  @Test
  void fileFormats_knowNoWireRecords() {
    noClasses()
        .that()
        .resideInAnyPackage("..models.safetensors..", "..models.torchscript..", "..models.tensor..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..models.openai..", "..models.tokenizer..", "..models.manifest..")
        .check(models);
  }
}
