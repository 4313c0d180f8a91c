package org.tributary.inference.training.image;

/**
 * What the model is shown: a picture before a background, and a caption that is true of it.
 *
 * @param background its colour as red, green and blue of 8 bits
 */
record Scene(Raster raster, int background, String caption) {}
