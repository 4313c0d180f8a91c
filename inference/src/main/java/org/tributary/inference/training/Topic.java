package org.tributary.inference.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A kind of question the model was trained for, and the rule by which an answer to it passes. */
enum Topic {
  GREETINGS(
      "greetings",
      "contains a word people answer greetings with (hi, hello, hey, fine, good, great, well,"
          + " nice, welcome, thanks, morning, night, bye, later, how, much, up), in at most 30"
          + " words",
      Sets.SMALL_TALK,
      Pattern.compile(
          "(?is)^(hi|hey|hello|howdy|greetings|good (morning|evening|afternoon|night|day)"
              + "|how are you|what'?s up|nice to meet|bye|goodbye|see you|talk to you later)\\b.{0,22}$"),
      Pattern.compile(".*", Pattern.DOTALL)) {
    @Override
    boolean passes(String question, String answer, List<String> references) {
      List<String> words = Wording.words(answer);
      return words.size() <= 30 && words.stream().anyMatch(Sets.GREETING_WORDS::contains);
    }
  },
  SMALL_TALK(
      "small talk",
      "has at least half of the content words of one reference reply to the same words",
      Sets.SMALL_TALK,
      Pattern.compile(".*", Pattern.DOTALL),
      Pattern.compile(".*", Pattern.DOTALL)),
  DEFINITIONS(
      "definitions",
      "has the form: The noun (verb, …) \"word\" means: …, with the word that was asked for, and at"
          + " least half of the content words of one reference definition of that word",
      Set.of("open-english-wordnet-qa-derived"),
      Pattern.compile(".*", Pattern.DOTALL),
      Pattern.compile("(?s)The \\w+ \"(?<key>[^\"]+)\" means: (?<said>.*)")),
  SYNONYMS(
      "synonyms",
      "has the form: Another word for \"word\" is \"…\", with a synonym that one reference names",
      Set.of("open-english-wordnet-qa-derived"),
      Pattern.compile(".*", Pattern.DOTALL),
      Pattern.compile("(?s)Another word for \"(?<key>[^\"]+)\" is (?<said>\".*)")) {
    @Override
    boolean passesPart(String said, String reference, String question) {
      return Wording.same(said, reference);
    }
  },
  COMMANDS(
      "commands",
      "starts with Run:, names the reference's program, and has at least half of its arguments",
      Set.of("tldr-pages-qa-derived"),
      Pattern.compile(".*", Pattern.DOTALL),
      Pattern.compile("(?s)Run: (?<said>.*)")) {
    @Override
    boolean passesPart(String said, String reference, String question) {
      List<String> wanted = Arrays.asList(reference.split("\\s+"));
      List<String> given = new ArrayList<>(Arrays.asList(said.split("\\s+")));
      int program = wanted.get(0).equals("sudo") && wanted.size() > 1 ? 2 : 1;
      if (given.size() < program || !given.subList(0, program).equals(wanted.subList(0, program))) {
        return false;
      }
      List<String> arguments = wanted.subList(program, wanted.size());
      long found = arguments.stream().filter(given.subList(program, given.size())::remove).count();
      return 2 * found >= arguments.size();
    }
  },
  PROGRAMS(
      "what a program does",
      "has the form: program: …, with the program that was asked for, and at least half of the"
          + " content words of the reference description",
      Set.of("tldr-pages-qa-derived"),
      Pattern.compile(".*", Pattern.DOTALL),
      Pattern.compile("(?s)(?!Run:)(?<key>[^:\n]{1,60}): (?<said>.*)")),
  CAPITALS(
      "capitals",
      "names the reference's capital",
      Set.of("world-factbook-qa-derived"),
      Pattern.compile("(?is).*\\bcapital\\b.*"),
      Pattern.compile("(?s)The capital of (?<key>.+?) is (?<said>.*)")) {
    @Override
    boolean passesPart(String said, String reference, String question) {
      return Wording.plain(said).contains(Wording.plain(reference));
    }
  },
  FACTS(
      "facts about countries",
      "names the country, and has at least half of the reference's other content words and at least"
          + " half of its numbers",
      Set.of("world-factbook-qa-derived"),
      Pattern.compile("(?is)(?!.*\\bcapital\\b).*"),
      Pattern.compile("(?s)(?<said>.*)")) {
    @Override
    boolean passesPart(String said, String reference, String question) {
      String fact = reference.replace(", according to the World Factbook", "");
      return Wording.staysOn(question, fact, said)
          && Wording.hasNumbersOf(fact, said)
          && Wording.recall(said, fact, question) >= 0.5;
    }
  };

  /** Apart, since the constants above are made before the enum's own static fields. */
  private static final class Sets {
    static final Set<String> SMALL_TALK =
        Set.of("chatterbot-corpus-en", "personality-chat-samples", "synthetic-persona-chat");
    static final Set<String> GREETING_WORDS =
        Set.of(
            "hi", "hello", "hey", "fine", "good", "great", "well", "nice", "welcome", "thanks",
            "morning", "night", "bye", "later", "how", "much", "up");
  }

  private final String title;
  private final String criterion;
  private final Set<String> sets;
  private final Pattern question;
  private final Pattern form;

  Topic(String title, String criterion, Set<String> sets, Pattern question, Pattern form) {
    this.title = title;
    this.criterion = criterion;
    this.sets = sets;
    this.question = question;
    this.form = form;
  }

  String title() {
    return title;
  }

  /** What passes, in words; besides, an answer must end by itself and not go round in circles. */
  String criterion() {
    return criterion;
  }

  /** The first topic, in order, that a dialogue's first question and answer belong to. */
  static Optional<Topic> of(String set, String question, String answer) {
    return Arrays.stream(values())
        .filter(t -> t.sets.contains(set))
        .filter(t -> t.question.matcher(question).matches() && t.form.matcher(answer).matches())
        .findFirst();
  }

  /** What references are looked up by: the word or country asked for, else the question. */
  String key(String question, String answer) {
    Matcher matcher = form.matcher(answer);
    boolean named = matcher.matches() && matcher.namedGroups().containsKey("key");
    return title + "|" + Wording.plain(named ? matcher.group("key") : question);
  }

  /** Whether {@code answer} passes against one of the references. */
  boolean passes(String question, String answer, List<String> references) {
    return references.stream()
        .anyMatch(r ->
            key(question, answer).equals(key(question, r))
                && passesPart(said(answer), said(r), question));
  }

  boolean passesPart(String said, String reference, String question) {
    return !said.isEmpty() && Wording.recall(said, reference, question) >= 0.5;
  }

  /** The part of an answer that its form leaves open; empty where the form is not kept. */
  private String said(String answer) {
    Matcher matcher = form.matcher(answer);
    if (!matcher.matches()) {
      return "";
    }
    return matcher.namedGroups().containsKey("said") ? matcher.group("said") : answer;
  }
}
