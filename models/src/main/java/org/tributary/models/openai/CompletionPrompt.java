package org.tributary.models.openai;

import java.util.List;

/** What a completion goes on from. */
public sealed interface CompletionPrompt {

  record Text(String text) implements CompletionPrompt {}

  /** Model-tokens, taken as they are: none is put before them. */
  record Ids(List<Integer> ids) implements CompletionPrompt {
    public Ids {
      ids = List.copyOf(ids);
    }
  }
}
