package org.tributary.models.tokenizer;

/** A chat that the model's template refuses, or a model that has no template. */
public final class ChatTemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ChatTemplateException(String message) {
    super(message);
  }
}
