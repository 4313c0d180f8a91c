package org.tributary.gateway.image;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpData;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tributary.models.openai.ImageExtension;
import org.tributary.models.openai.ImageRequest;

/** A request for images as a form with files, which is how OpenAI's clients send pictures. */
final class EditForm {
  private static final int MAX_FIELDS = 64;

  private final Map<String, byte[]> fields;

  private EditForm(Map<String, byte[]> fields) {
    this.fields = fields;
  }

  /**
   * Reads a form that is in memory; no file is made of it.
   *
   * @throws org.tributary.gateway.error.ApiException 400 for what is no form, or a field of another
   *     type
   */
  static ImageRequest read(String contentType, byte[] body) {
    return new EditForm(fields(contentType, body)).request();
  }

  private static Map<String, byte[]> fields(String contentType, byte[] body) {
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
    request.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    HttpPostRequestDecoder decoder = null;
    try {
      decoder = new HttpPostRequestDecoder(new DefaultHttpDataFactory(false), request);
      Map<String, byte[]> fields = new HashMap<>();
      for (InterfaceHttpData data : decoder.getBodyHttpDatas()) {
        if (data instanceof HttpData value && fields.size() < MAX_FIELDS) {
          fields.put(name(value), value.get());
        }
      }
      return fields;
    } catch (IOException | RuntimeException malformed) {
      // Netty throws whatever comes to it: indexes beyond the end for half a header, for one.
      throw ImageRefusals.badForm();
    } finally {
      if (decoder != null) {
        decoder.destroy();
      }
      request.release();
    }
  }

  /** Some clients send one image as a list of one. */
  private static String name(HttpData data) {
    String name = data.getName();
    return name.endsWith("[]") ? name.substring(0, name.length() - 2) : name;
  }

  private ImageRequest request() {
    return new ImageRequest(
        text("model"),
        text("prompt"),
        number("n", Integer::valueOf, "a whole number"),
        text("size"),
        text("response_format"),
        flag("stream"),
        number("partial_images", Integer::valueOf, "a whole number"),
        text("user"),
        number("seed", Long::valueOf, "a whole number"),
        number("steps", Integer::valueOf, "a whole number"),
        number("guidance", Double::valueOf, "a number"),
        text("negative_prompt"),
        text("sampler"),
        picture("image"),
        picture("mask"),
        number("strength", Double::valueOf, "a number"),
        new ImageExtension(text("tributary[max_cost]"), flag("tributary[mark_prompt]")));
  }

  private @Nullable String text(String field) {
    byte[] value = fields.get(field);
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  private @Nullable String picture(String field) {
    byte[] value = fields.get(field);
    return value == null ? null : Base64.getEncoder().encodeToString(value);
  }

  private @Nullable Boolean flag(String field) {
    String text = text(field);
    if (text == null) {
      return null;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw ImageRefusals.badField(field, "true or false");
    };
  }

  private <N extends Number> @Nullable N number(
      String field, Function<String, N> parsing, String kind) {
    String text = text(field);
    if (text == null) {
      return null;
    }
    try {
      return parsing.apply(text.strip());
    } catch (NumberFormatException e) {
      throw ImageRefusals.badField(field, kind);
    }
  }
}
