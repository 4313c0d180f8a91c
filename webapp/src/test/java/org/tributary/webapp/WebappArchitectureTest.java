package org.tributary.webapp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The pages know the gateway by its public HTTP API only. */
@AnalyzeClasses(
    packages = "org.tributary.webapp",
    importOptions = ImportOption.DoNotIncludeTests.class)
class WebappArchitectureTest {
  @ArchTest
  static final ArchRule KNOWS_NO_OTHER_DEPLOYABLE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.tributary.gateway..", "org.tributary.inference..", "org.tributary.contracts..");

  @ArchTest
  static final ArchRule HOLDS_NO_SERVER =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("io.netty..", "reactor..");
}
