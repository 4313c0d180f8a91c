package org.tributary.inference.training.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tributary.inference.training.BpeTrainer;
import org.tributary.inference.training.TokenizerFile;

/** Learns the captions' byte-pair encoding from the captions. */
final class CaptionVocabulary {
  /** In the order of their ids: padding, then what opens a caption. */
  static final List<String> SPECIAL = List.of("<|pad|>", "<|caption|>");

  private CaptionVocabulary() {}

  /** A tokenizer of {@code size} entries, from the pictures' words and some captions. */
  static void learn(Scenes scenes, List<PictureSet> sets, int captions, int size, Path folder)
      throws IOException {
    BpeTrainer bpe = new BpeTrainer();
    for (PictureSet set : sets) {
      for (Picture picture : set.learnt()) {
        bpe.add(" " + picture.name());
        picture.keywords().forEach(k -> bpe.add(" " + k));
      }
    }
    for (int i = 0; i < captions; i++) {
      bpe.add(" " + scenes.draw(FlowBatches.random(2, i)).caption());
    }
    List<BpeTrainer.Merge> merges = bpe.merges(TokenizerFile.mergesFor(size, SPECIAL));
    TokenizerFile.writeCaseless(folder, SPECIAL, merges);
  }
}
