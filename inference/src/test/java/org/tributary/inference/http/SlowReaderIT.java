package org.tributary.inference.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.tributary.inference.http.TestWorker.chat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.inference.engine.EngineSettings;
import org.tributary.inference.training.TinyModel;
import org.tributary.models.decoder.Precision;

/** A client that asks for megabytes and reads nothing. */
class SlowReaderIT {
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);

  /** More than the system's socket buffers hold. */
  private static final String LARGE =
      "\"n\":8,\"max_tokens\":500,\"logprobs\":true,\"top_logprobs\":20,\"stream\":true";

  @Test
  void readerOfNothing_stallsNobody_andIsCutOff(@TempDir Path folder) throws Exception {
    try (TestWorker worker =
            new TestWorker(
                TinyModel.fast(folder.resolve("model")),
                EngineSettings.DEFAULT.with(Precision.F32).with(4, 32, 512),
                TestWorker.limits(1 << 20, READ_TIMEOUT));
        Call reader = new Call(worker.server.port(), chat(LARGE))) {
      await().until(() -> worker.engine.running() == 4);
      assertEquals(9, worker.chatted("\"max_tokens\":9").at("/usage/completion_tokens").asInt());
      assertFalse(reader.isCutOff(), "in its time");
      await().atMost(Duration.ofSeconds(30)).until(reader::isCutOff);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> worker.engine.running() == 0 && worker.engine.queued() == 0);
    }
  }
}
