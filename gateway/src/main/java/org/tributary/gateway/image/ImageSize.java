package org.tributary.gateway.image;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Width and height of an image in pixels. */
record ImageSize(int width, int height) {
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})x([1-9][0-9]{0,8})");

  /** Empty for what is no {@code WIDTHxHEIGHT}. */
  static Optional<ImageSize> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new ImageSize(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  static ImageSize square(int side) {
    return new ImageSize(side, side);
  }

  long pixels() {
    return (long) width * height;
  }

  String text() {
    return width + "x" + height;
  }
}
