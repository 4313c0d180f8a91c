package org.tributary.inference.training.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RasterTest {
  @Test
  void writePlanes_mixesWithTheBackgroundByAlpha() {
    Raster raster = new Raster(2, new int[] {0xffff0000, 0x00123456, 0x80000000, 0xff00ff00});
    float[] planes = new float[13];
    raster.writePlanes(0xffffff, planes, 1);
    float half = 255 * (1 - 128 / 255f) / 127.5f - 1;
    assertArrayEquals(
        new float[] {0, 1, 1, half, -1, -1, 1, half, 1, -1, 1, half, -1}, planes, 1e-5f);
  }

  @Test
  void halved_leavesTransparentPixelsOutOfTheColour() {
    Raster raster = new Raster(2, new int[] {0xff204060, 0x00ffffff, 0x00ffffff, 0xff406080});
    assertEquals(0x80305070, raster.halved().argb()[0]);
  }

  @Test
  void transparentShare_countsWhatShowsThrough() {
    assertEquals(0.5, new Raster(2, new int[] {0, 0x7f000000, 0x80000000, -1}).transparentShare());
  }
}
