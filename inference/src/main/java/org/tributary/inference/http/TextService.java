package org.tributary.inference.http;

import org.tributary.inference.engine.InferenceEngine;

/** Answers in text, by the rules of one endpoint. */
record TextService(InferenceEngine engine, Endpoint endpoint) implements Service {

  @Override
  public Reply<?> open(byte[] body, String address) {
    Question question = endpoint.read(body, address);
    Choices choices = Choices.enter(engine, question);
    AnswerForm form = endpoint.form(question);
    EventWriter writer = new EventWriter(question, form);
    return new Reply<>(
        question.streams(),
        choices.parts(),
        writer::events,
        parts ->
            parts
                .collect(() -> new WholeAnswer(question), WholeAnswer::add)
                .map(answer -> answer.body(form)),
        choices::cancel);
  }
}
