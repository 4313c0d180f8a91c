package org.tributary.inference.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as a pass, and above all what does not. */
class TopicTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chatterbot-corpus-en | Hi there! | Hello | GREETINGS",
        "synthetic-persona-chat | Hi, I am a very old electrician from Texas. | Nice | SMALL_TALK",
        "open-english-wordnet-qa-derived | Define x. | The noun \"x\" means: y. | DEFINITIONS",
        "open-english-wordnet-qa-derived | Other for x? | Another word for \"x\" is \"y\". | SYNONYMS",
        "tldr-pages-qa-derived | How do I list? | Run: ls | COMMANDS",
        "tldr-pages-qa-derived | What does ls do? | ls: List files. | PROGRAMS",
        "world-factbook-qa-derived | capital of X | The capital of X is Y. | CAPITALS",
        "world-factbook-qa-derived | Where is X? | X is located here: Z. | FACTS",
      })
  void of_findsTheTopic(String set, String question, String answer, Topic expected) {
    assertEquals(Optional.of(expected), Topic.of(set, question, answer));
  }

  @Test
  void of_otherSetsHaveNone() {
    assertEquals(Optional.empty(), Topic.of("taskmaster-4", "Hi", "Hello"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true  | The noun \"cat\" means: a small feline mammal.",
        "true  | The noun \"cat\" means: a feline that hunts mice, a mammal.",
        "false | The noun \"cat\" means: a large wooden boat.",
        "false | The noun \"dog\" means: a small feline mammal.",
        "false | A small feline mammal.",
        "false | ''",
      })
  void definitions(boolean passes, String answer) {
    List<String> references = List.of("The noun \"cat\" means: a small feline mammal.");
    assertEquals(passes, Topic.DEFINITIONS.passes("Define cat.", answer, references));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true  | Run: tar -x -f file.tar",
        "true  | Run: tar -f file.tar -v",
        "false | Run: tar -c -v",
        "false | Run: tar",
        "false | Run: unzip -x -f file.tar",
        "false | tar -x -f file.tar",
        "false | Run: tar -x -x -x",
      })
  void commands(boolean passes, String answer) {
    List<String> references = List.of("Run: tar -x -f file.tar");
    assertEquals(passes, Topic.COMMANDS.passes("How do I unpack?", answer, references));
  }

  @Test
  void commands_sudoIsNotTheProgram() {
    List<String> references = List.of("Run: sudo apt update");
    assertTrue(Topic.COMMANDS.passes("q", "Run: sudo apt update", references));
    assertFalse(Topic.COMMANDS.passes("q", "Run: sudo dnf update", references));
    assertFalse(Topic.COMMANDS.passes("q", "Run: sudo", references));
  }

  @Test
  void synonyms_needOneThatAReferenceNames() {
    List<String> references =
        List.of("Another word for \"big\" is \"large\".", "Another word for \"big\" is \"huge\".");
    assertTrue(Topic.SYNONYMS.passes("q", "Another word for \"big\" is \"huge\".", references));
    assertFalse(Topic.SYNONYMS.passes("q", "Another word for \"big\" is \"big\".", references));
    assertFalse(Topic.SYNONYMS.passes("q", "Another word for \"bag\" is \"huge\".", references));
  }

  @Test
  void capitals_needTheRightCityOfTheRightCountry() {
    List<String> references = List.of("The capital of Gabon is Libreville.");
    assertTrue(Topic.CAPITALS.passes("q", "The capital of Gabon is Libreville", references));
    assertFalse(Topic.CAPITALS.passes("q", "The capital of Gabon is Paris.", references));
    assertFalse(Topic.CAPITALS.passes("q", "The capital of Chad is Libreville.", references));
  }

  @Test
  void facts_needTheCountryTheWordsAndTheNumbers() {
    String question = "How many people live in Norway?";
    List<String> references =
        List.of("The population of Norway is about 5,509,733, according to the World Factbook.");
    assertTrue(Topic.FACTS.passes(question, references.getFirst(), references));
    assertTrue(
        Topic.FACTS.passes(question, "The population of Norway is about 5,509,733.", references));
    for (String wrong :
        List.of(
            "The population of Norway is about 2,966, according to the World Factbook.",
            "The population of Israel is about 5,509,733, according to the World Factbook.",
            "Norway is cold.")) {
      assertFalse(Topic.FACTS.passes(question, wrong, references), wrong);
    }
  }

  @Test
  void smallTalk_isNotPassedByContractionsAlone() {
    assertFalse(Topic.SMALL_TALK.passes("q", "I'm a bot.", List.of("I'm not.")));
    assertTrue(Topic.SMALL_TALK.passes("q", "I'm not", List.of("I'm not.")));
    assertTrue(Topic.SMALL_TALK.passes("q", "I love chocolate.", List.of("Chocolate!")));
  }

  @Test
  void greetings_needAGreetingWordAndBrevity() {
    assertTrue(Topic.GREETINGS.passes("Hi", "Hello there!", List.of()));
    assertFalse(Topic.GREETINGS.passes("Hi", "The cat sat.", List.of()));
    assertFalse(Topic.GREETINGS.passes("Hi", "hello ".repeat(31), List.of()));
  }

  @Test
  void wellFormed_isNotBlankAndDoesNotGoRoundInCircles() {
    assertTrue(Wording.isWellFormed("One two three, one two three."));
    assertFalse(Wording.isWellFormed("a b c a b c a b c"));
    assertFalse(Wording.isWellFormed(" \n"));
  }

  @Test
  void wilson_isThePublishedInterval() {
    assertEquals(0.0567, Proportion.of(2, 10).low(), 1e-3);
    assertEquals(0.5098, Proportion.of(2, 10).high(), 1e-3);
    assertEquals(0, Proportion.of(0, 10).low(), 1e-12);
    assertEquals(0.2775, Proportion.of(0, 10).high(), 1e-3);
    assertEquals(1, Proportion.of(0, 0).high());
  }

  @Test
  void shares_sumToTheWholeInProportion() {
    assertEquals(
        List.of(4200, 1800, 1600, 1000, 900, 500),
        TrainingLineage.shares(List.of(0.42, 0.18, 0.16, 0.10, 0.09, 0.05), 10_000));
    assertEquals(List.of(3334, 3333, 3333), TrainingLineage.shares(List.of(1.0, 1.0, 1.0), 10_000));
  }
}
