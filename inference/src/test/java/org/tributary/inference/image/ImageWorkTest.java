package org.tributary.inference.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.inference.diffusion.CaptionEncoder;
import org.tributary.inference.diffusion.Guide;
import org.tributary.inference.diffusion.Sampler;
import org.tributary.inference.training.image.TinyImageModel;
import org.tributary.models.openai.LikePicture;

/** What an image that waits is told. */
class ImageWorkTest {
  private static final long MS = 1_000_000;

  @TempDir private static Path folder = Path.of("");
  private CaptionEncoder captions;
  private final List<Integer> heard = new ArrayList<>();

  @BeforeEach
  void openCaptions() throws Exception {
    System.setProperty("ai.djl.offline", "true");
    captions = CaptionEncoder.open(TinyImageModel.fast(folder), 12);
  }

  @AfterEach
  void closeCaptions() {
    captions.close();
  }

  private ImageWork work(ImageRequest request) {
    return ImageWork.of(
        request,
        captions,
        new ImageListener() {
          @Override
          public void onWaiting(Standing standing) {
            heard.add(standing.position());
          }

          @Override
          public void onStep(Standing standing, Supplier<float[]> preview) {
            heard.add(0);
          }

          @Override
          public void onEnd(int steps, float[] pixels, List<LikePicture> like) {
            heard.add(-1);
          }

          @Override
          public void onFailure(RuntimeException failure) {
            heard.add(-2);
          }
        });
  }

  private static ImageRequest request(Sampler sampler) {
    Guide guide = new Guide(new float[1], 0.5, new float[0]);
    return new ImageRequest("a cat", "", 1, 20, 4, sampler, guide, "c");
  }

  @Test
  void tellWaiting_tellsAtOnceAndThenOnlyOfChanges_fourTimesASecondAtMost() {
    ImageWork work = work(request(Sampler.EULER));
    work.tellWaiting(3, null, 0);
    work.tellWaiting(2, null, 249 * MS);
    work.tellWaiting(3, null, 260 * MS);
    work.tellWaiting(1, null, 270 * MS);
    assertEquals(List.of(3, 1), heard);
  }

  @Test
  void tellWaiting_tellsTheSameAgainAfterFiveSeconds() {
    ImageWork work = work(request(Sampler.EULER));
    work.tellWaiting(3, null, 0);
    work.tellWaiting(3, null, 4_999 * MS);
    work.tellWaiting(3, null, 5_000 * MS);
    assertEquals(List.of(3, 3), heard);
  }

  @Test
  void whoHasLeft_hearsNothing() {
    ImageWork work = work(request(Sampler.EULER));
    work.cancel();
    work.tellWaiting(3, null, 0);
    work.fail(new IllegalStateException());
    assertEquals(List.of(), heard);
  }

  @Test
  void evaluationsLeft_countStepsThatAreDone_andHeunsTwice() {
    assertEquals(10, work(request(Sampler.EULER)).evaluationsLeft(null));
    assertEquals(20, work(request(Sampler.HEUN)).evaluationsLeft(null));
  }
}
