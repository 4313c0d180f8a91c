package org.tributary.gateway.idempotency;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** Events as they are kept: one a line, deflated, since each is much like the last; in base64. */
final class PackedEvents {
  private PackedEvents() {}

  /** Events without line breaks. */
  static String pack(List<String> events) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
      out.write(String.join("\n", events).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      deflater.end();
    }
    return Base64.getEncoder().encodeToString(packed.toByteArray());
  }

  static List<String> unpack(List<String> parts) {
    List<String> events = new ArrayList<>();
    for (String part : parts) {
      byte[] packed = Base64.getDecoder().decode(part);
      try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        events.addAll(List.of(text.split("\n", -1)));
      } catch (IOException e) {
        throw new UncheckedIOException("a kept answer cannot be read", e);
      }
    }
    return events;
  }
}
