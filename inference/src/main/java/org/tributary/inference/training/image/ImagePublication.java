package org.tributary.inference.training.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tributary.inference.diffusion.CaptionEncoder;
import org.tributary.inference.diffusion.DiffusionModel;
import org.tributary.inference.diffusion.ImageScorer;
import org.tributary.inference.training.CardText;
import org.tributary.inference.training.Machine;
import org.tributary.inference.training.TrainingSet;
import org.tributary.models.diffusion.DiffusionConfig;
import org.tributary.models.diffusion.ScorerConfig;
import org.tributary.models.manifest.ModelManifest;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

/** From a training folder to a shipped one: everything that it says of itself is measured here. */
final class ImagePublication {
  /** Two rows of a sheet. */
  private static final int SHOWN = 2 * ContactSheet.COLUMNS;

  private final Path data;
  private final Path work;
  private final Path scorerWork;
  private final ImageFolder folder;
  private final int scenesOfTrait;

  ImagePublication(Path data, Path work, Path scorerWork, ImageFolder folder, int scenesOfTrait) {
    this.data = data;
    this.work = work;
    this.scorerWork = scorerWork;
    this.folder = folder;
    this.scenesOfTrait = scenesOfTrait;
  }

  void run() throws IOException {
    Files.createDirectories(folder.path());
    List<PictureSet> pictures = Lessons.sets(data);
    List<TrainingSet> sets = ImageFolder.sets(data);
    Map<String, Tensor> full = ImageFolder.averages(work);
    say("weights");
    folder.writeModel(work, full);
    say("scorer and pictures");
    folder.writeScorer(scorerWork, pictures, sets);
    folder.writeManifest(sets);
    CaptionWords.write(folder.path(), pictures);
    evaluate(pictures, full).write(folder.path());
    Files.writeString(
        folder.path().resolve(CardText.FILE), ImageCard.of(folder.path(), data).text());
    say("published " + folder.path());
  }

  private ImageEvaluation evaluate(List<PictureSet> pictures, Map<String, Tensor> full)
      throws IOException {
    Scenes scenes = new Scenes(pictures);
    Path path = folder.path();
    DiffusionConfig config = DiffusionConfig.read(path);
    int scorerLength = ScorerConfig.read(folder.scorer()).captionLength();
    try (CaptionEncoder captions = CaptionEncoder.open(path, config.captionLength());
        CaptionEncoder scorerCaptions = CaptionEncoder.open(folder.scorer(), scorerLength);
        DiffusionModel model = DiffusionModel.open(path, DType.BF16);
        ImageScorer scorer = ImageScorer.open(folder.scorer(), DType.BF16)) {
      Artist artist = new Artist(model, captions);
      ImageJudge judge = new ImageJudge(artist, scorer, scorerCaptions);
      say("images of learnt and of held-out captions");
      judge.find("learnt", scenes.learnt());
      judge.find("held out", scenes.heldOut());
      List<ImageEvaluation.Told> told = new ArrayList<>();
      for (Trait trait : Trait.values()) {
        say("images that tell " + trait.word());
        told.add(judge.tell(trait, scenes, scenesOfTrait));
      }
      say("sheets");
      List<ImageJudge.Judged> drawn = judge.drawn();
      int shown = Math.min(SHOWN, drawn.size() / 2);
      List<ImageJudge.Judged> good = drawn.subList(0, shown);
      List<ImageJudge.Judged> bad = drawn.subList(drawn.size() - shown, drawn.size()).reversed();
      sheet(good.stream().map(ImageJudge.Judged::image).toList(), config, "sheet-good.png");
      sheet(bad.stream().map(ImageJudge.Judged::image).toList(), config, "sheet-bad.png");
      sheet(artist.draw(ContactSheet.prompts()), config, "sheet.png");
      say("what bfloat16 loses");
      return new ImageEvaluation(
          ModelManifest.contentHash(path).hex(),
          ImageProgress.read(work),
          ImageProgress.read(scorerWork),
          pictures.stream().mapToInt(set -> set.learnt().size()).sum(),
          pictures.stream().mapToInt(set -> set.heldOut().size()).sum(),
          Machine.describe(),
          new ImageEvaluation.Drawn(artist.sampler().text(), Artist.STEPS, Artist.GUIDANCE),
          rounding(config, scenes, captions, full),
          judge.found(),
          told,
          samples(good),
          samples(bad),
          ContactSheet.prompts());
    }
  }

  private ImageEvaluation.Rounding rounding(
      DiffusionConfig config, Scenes scenes, CaptionEncoder captions, Map<String, Tensor> full)
      throws IOException {
    FlowBatch heldOut = new FlowBatches(config, scenes, captions, 0).fixed(scenes.heldOut());
    List<String> prompts = ContactSheet.prompts();
    List<String> some =
        IntStream.range(0, prompts.size()).filter(i -> i % 4 == 0).mapToObj(prompts::get).toList();
    return new RoundingTrial(folder.path(), captions, heldOut, some).measure(full);
  }

  private void sheet(List<float[]> images, DiffusionConfig config, String name) throws IOException {
    ContactSheet.write(images, config.imageSize(), folder.path().resolve(name));
  }

  private static List<ImageEvaluation.Sample> samples(List<ImageJudge.Judged> judged) {
    return judged.stream()
        .map(j ->
            new ImageEvaluation.Sample(j.caption(), Math.round(j.similarity() * 1000) / 1000.0))
        .toList();
  }

  private static void say(String what) {
    TrainingLoop.say("  · %s", what);
  }
}
