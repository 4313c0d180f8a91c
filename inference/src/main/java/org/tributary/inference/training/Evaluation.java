package org.tributary.inference.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.inference.engine.InferenceEngine;
import org.tributary.models.openai.ChatMessage;

/**
 * What a model answers to held-out questions, and how much of it passes.
 *
 * @param contentHash of the model that was asked
 * @param training how far its training had come, where known
 * @param hardware the class of machine it was evaluated on
 * @param unselected its answers to fixed openings, good or bad as they come
 */
record Evaluation(
    String contentHash,
    @Nullable TrainingProgress training,
    String hardware,
    List<TopicResult> topics,
    List<Sample> unselected) {
  static final String FILE = "evaluation.json";
  private static final int SAMPLES = 3;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Openings of no data set, shown whatever comes back. */
  private static final List<String> OPENINGS =
      List.of(
          "Hello!",
          "How are you today?",
          "Who are you?",
          "What does the word river mean?",
          "What is the capital of France?",
          "How do I list all files in a folder?",
          "What is 12 plus 30?",
          "Write a short poem about the sea.",
          "Why is the sky blue?");

  /** A question and what the model said to it. */
  record Sample(String question, String answer, @Nullable String reference) {}

  /**
   * @param passed answers that pass the topic's criterion, end by themselves and do not go round in
   *     circles
   * @param low lower end of the 95 % interval (Wilson) of the pass rate
   * @param exact answers equal to a reference but for case, blanks and final punctuation
   * @param wellFormed answers that end by themselves and do not go round in circles
   * @param answerSeen questions whose answer stands in a training dialogue, asked in other words
   * @param questionSeen questions that stand in a training dialogue, with another answer
   */
  record TopicResult(
      String topic,
      String criterion,
      int n,
      int passed,
      double low,
      double high,
      int exact,
      int wellFormed,
      int answerSeen,
      int questionSeen,
      List<Sample> good,
      List<Sample> bad) {}

  /** Asks the model behind {@code engine} the questions and the fixed openings. */
  static Evaluation of(
      InferenceEngine engine,
      List<HeldOutQuestion> questions,
      @Nullable TrainingProgress training,
      String hardware)
      throws InterruptedException {
    Interview interview = new Interview(engine);
    List<Interview.Reply> replies =
        interview.ask(questions.stream().map(q -> chat(q.question())).toList());
    List<TopicResult> topics = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      TopicTally tally = new TopicTally(topic, SAMPLES);
      for (int i = 0; i < questions.size(); i++) {
        if (questions.get(i).topic() == topic) {
          tally.add(questions.get(i), replies.get(i));
        }
      }
      topics.add(tally.result());
    }
    List<Interview.Reply> open = interview.ask(OPENINGS.stream().map(Evaluation::chat).toList());
    List<Sample> unselected = new ArrayList<>();
    for (int i = 0; i < OPENINGS.size(); i++) {
      unselected.add(new Sample(OPENINGS.get(i), open.get(i).text(), null));
    }
    return new Evaluation(
        engine.contentHash().hex(), training, hardware, List.copyOf(topics), unselected);
  }

  private static List<ChatMessage> chat(String question) {
    return List.of(new ChatMessage("user", question));
  }

  static Evaluation read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), Evaluation.class);
  }

  void write(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    JSON.writeValue(file.toFile(), this);
  }
}
