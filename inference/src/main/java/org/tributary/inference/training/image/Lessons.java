package org.tributary.inference.training.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tributary.inference.diffusion.CaptionEncoder;

/** What every image training learns from: the pictures, and how their captions are read. */
final class Lessons {
  private Lessons() {}

  /**
   * The pictures of every style.
   *
   * @throws IOException if they are too few to hold any out
   */
  static Scenes scenes(Path data) throws IOException {
    List<PictureSet> sets = sets(data);
    Scenes scenes = new Scenes(sets);
    if (scenes.heldOut().isEmpty() || scenes.learnt().isEmpty()) {
      throw new IOException(data + " has too few pictures to hold any out");
    }
    sets.forEach(set ->
        TrainingLoop.say(
            "%s: %d pictures, %d held out",
            set.style(), set.learnt().size(), set.heldOut().size()));
    return scenes;
  }

  static List<PictureSet> sets(Path data) throws IOException {
    List<PictureSet> sets = new ArrayList<>();
    for (Style style : Style.values()) {
      sets.add(PictureSet.read(data, style));
    }
    return sets;
  }

  /** By the tokenizer in the work folder, learnt from the captions where there is none yet. */
  static CaptionEncoder captions(TrainingLoop.Options options, int vocabulary, int length)
      throws IOException {
    Path folder = options.work();
    Files.createDirectories(folder);
    if (!Files.exists(folder.resolve("tokenizer.json"))) {
      TrainingLoop.say("learning a tokenizer of %d entries", vocabulary);
      List<PictureSet> sets = sets(options.data());
      CaptionVocabulary.learn(
          new Scenes(sets), sets, options.tokenizerCaptions(), vocabulary, folder);
    }
    return CaptionEncoder.open(folder, length);
  }
}
