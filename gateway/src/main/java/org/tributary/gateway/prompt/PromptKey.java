package org.tributary.gateway.prompt;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.models.openai.ChatMessage;

/** A prompt of one model by its digest: what it says is not kept. */
record PromptKey(String digest) {

  static PromptKey of(Bytes32 model, List<ChatMessage> messages) {
    MessageDigest sha256 = sha256();
    try (DataOutputStream out =
        new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), sha256))) {
      write(out, model.text());
      for (ChatMessage message : messages) {
        write(out, message.role());
        write(out, message.text());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PromptKey(HexFormat.of().formatHex(sha256.digest()));
  }

  /** With its length, so that no two lists of texts are written alike. */
  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
