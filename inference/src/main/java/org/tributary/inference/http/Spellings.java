package org.tributary.inference.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.tributary.models.tokenizer.ModelTokenizer;
import org.tributary.models.tokenizer.Spelling;

/** What each model-token reads as by itself, remembered: answers with logprobs ask for many. */
final class Spellings {
  private final ModelTokenizer tokenizer;
  private final AtomicReferenceArray<Spelling> known;

  Spellings(ModelTokenizer tokenizer, int vocabulary) {
    this.tokenizer = tokenizer;
    this.known = new AtomicReferenceArray<>(vocabulary);
  }

  private Spelling of(int id) {
    Spelling spelling = known.get(id);
    if (spelling == null) {
      spelling = tokenizer.spelling(id);
      known.set(id, spelling);
    }
    return spelling;
  }

  String text(int id) {
    return of(id).text();
  }

  /** As the wire has them. */
  List<Integer> bytes(int id) {
    List<Integer> bytes = new ArrayList<>();
    for (byte b : of(id).bytes()) {
      bytes.add(Byte.toUnsignedInt(b));
    }
    return bytes;
  }
}
