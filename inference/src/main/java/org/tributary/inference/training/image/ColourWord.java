package org.tributary.inference.training.image;

import java.awt.Color;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The colours that captions name. */
enum ColourWord {
  BLACK(0x141414, false),
  GRAY(0x808080, false),
  WHITE(0xffffff, false),
  RED(0xdc2828, true),
  ORANGE(0xff8c00, true),
  YELLOW(0xffdd33, true),
  GREEN(0x3caa46, true),
  TEAL(0x009696, true),
  LIGHT_BLUE(0x87cefa, true),
  BLUE(0x2850dc, true),
  PURPLE(0x823cb4, true),
  PINK(0xff96be, true),
  BROWN(0x784828, true);

  private final int rgb;
  private final boolean chromatic;

  ColourWord(int rgb, boolean chromatic) {
    this.rgb = rgb;
    this.chromatic = chromatic;
  }

  /** A colour that the word stands for beyond doubt. */
  int rgb() {
    return rgb;
  }

  /** Whether a turn of the hue makes another colour of it. */
  boolean chromatic() {
    return chromatic;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The word for a pixel's colour; empty for beiges and other colours without one. */
  static Optional<ColourWord> of(int rgb) {
    float[] hsb =
        Color.RGBtoHSB(
            Raster.channel(rgb, 16), Raster.channel(rgb, 8), Raster.channel(rgb, 0), null);
    float saturation = hsb[1];
    float value = hsb[2];
    if (value < 0.22) {
      return Optional.of(BLACK);
    }
    if (saturation < 0.15) {
      return Optional.of(value > 0.88 ? WHITE : GRAY);
    }
    return Optional.ofNullable(chromatic(hsb[0] * 360, saturation, value));
  }

  private static @Nullable ColourWord chromatic(float hue, float saturation, float value) {
    boolean pale = saturation < 0.5 && value > 0.75;
    if (hue < 14 || hue >= 345) {
      return pale ? PINK : RED;
    } else if (hue < 42) {
      return pale ? null : value < 0.75 ? BROWN : ORANGE;
    } else if (hue < 68) {
      return pale || value < 0.6 ? null : YELLOW;
    } else if (hue < 160) {
      return GREEN;
    } else if (hue < 186) {
      return TEAL;
    } else if (hue < 255) {
      return pale || (hue < 212 && value > 0.75) ? LIGHT_BLUE : BLUE;
    } else if (hue < 290) {
      return PURPLE;
    }
    return value > 0.7 ? PINK : PURPLE;
  }
}
