package org.tributary.models.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The JSON of image requests, events and answers, as clients send and read it. */
class ImageWireTest {
  private static final String LIKE =
      "[{'picture':'u1f431','set':'noto-emoji','owner':'Google','licence':'Apache-2.0',"
          + "'similarity':0.875}]";

  @Test
  void event_saysItsPlaceAndWhatItLooksLike() throws JsonProcessingException {
    String event =
        "{'type':'image_generation.completed','b64_json':'AA==','created_at':1,'size':'64x64',"
            + "'output_format':'png','index':0,'seed':7,'step':20,'steps':20,"
            + "'usage':{'steps':20,'pixel_steps':81920},'queue_position':0,'eta_ms':0,"
            + "'looks_most_like':"
            + LIKE
            + "}";

    ImageEvent read = Json.read(event, ImageEvent.class);

    assertEquals(7, read.seed());
    assertEquals(
        List.of(new LikePicture("u1f431", "noto-emoji", "Google", "Apache-2.0", 0.875)),
        read.looksMostLike());
    assertEquals(event, Json.write(read));
  }

  @Test
  void event_withoutWhatIsNotKnown_saysNothingOfIt() throws JsonProcessingException {
    String event =
        "{'type':'image_generation.progress','created_at':1,'size':'64x64',"
            + "'output_format':'png','index':0,'step':0,'steps':20,'queue_position':3}";

    ImageEvent read = Json.read(event, ImageEvent.class);

    assertEquals(3, read.queuePosition());
    assertNull(read.etaMs());
    assertNull(read.looksMostLike());
    assertEquals(event, Json.write(read));
  }

  @Test
  void answer_namesWhatEachImageCostAndLooksLike() throws JsonProcessingException {
    String answer =
        "{'created':1,'data':[{'url':'/v1/images/files/a.png','seed':7,'looks_most_like':"
            + LIKE
            + "}],'output_format':'png','size':'64x64',"
            + "'usage':{'steps':20,'pixel_steps':81920,'cost':'123'}}";

    ImageAnswer read = Json.read(answer, ImageAnswer.class);

    assertEquals(new ImageUsage(20, 81920, "123"), read.usage());
    assertEquals(answer, Json.write(read));
  }

  @Test
  void request_carriesItsExtension() throws JsonProcessingException {
    String request =
        "{'model':'m','prompt':'a cat','tributary':{'max_cost':'9','mark_prompt':true}}";

    ImageRequest read = Json.read(request, ImageRequest.class);

    assertEquals("9", read.extension().maxCost());
    assertTrue(read.extension().marksPrompt());
    assertEquals(request, Json.write(read));
    assertFalse(Json.read("{'prompt':'a cat'}", ImageRequest.class).extension().marksPrompt());
  }

  @Test
  void fieldsOfLaterVersions_areIgnored() throws JsonProcessingException {
    String later = "'later':{'x':1}";
    assertEquals(
        new ImageUsage(1, 2, null),
        Json.read("{'steps':1,'pixel_steps':2," + later + "}", ImageUsage.class));
    assertEquals(
        new ImageExtension(null, true),
        Json.read("{'mark_prompt':true," + later + "}", ImageExtension.class));
    assertEquals(
        "p",
        Json.read("{'picture':'p','similarity':1," + later + "}", LikePicture.class).picture());
    assertEquals(
        "progress", Json.read("{'type':'progress'," + later + "}", ImageEvent.class).type());
    assertEquals(
        5,
        Json.read(
                "{'created':5,'data':[{'seed':1," + later + "}]," + later + "}", ImageAnswer.class)
            .created());
  }
}
