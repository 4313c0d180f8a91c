package org.tributary.inference.training.image;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How often a caption finds its own picture among all.
 *
 * @param first captions whose picture, or one of the same caption, is the nearest
 * @param five captions whose picture is among the nearest five
 */
record Retrieval(int first, int five, int of) {
  private static final int FIVE = 5;

  /**
   * @param captions embedded, one for each picture
   * @param pictures embedded
   * @param names what each caption says: pictures of one caption are alike good
   */
  static Retrieval of(float[][] captions, float[][] pictures, List<String> names) {
    int first = 0;
    int five = 0;
    for (int i = 0; i < captions.length; i++) {
      int place = place(captions[i], pictures, names, i);
      first += place == 0 ? 1 : 0;
      five += place < FIVE ? 1 : 0;
    }
    return new Retrieval(first, five, captions.length);
  }

  /** How many pictures of other captions are nearer. */
  private static int place(float[] caption, float[][] pictures, List<String> names, int own) {
    double best =
        IntStream.range(0, pictures.length)
            .filter(i -> names.get(i).equals(names.get(own)))
            .mapToDouble(i -> product(caption, pictures[i]))
            .max()
            .orElseThrow();
    return (int)
        IntStream.range(0, pictures.length)
            .filter(i -> !names.get(i).equals(names.get(own)))
            .filter(i -> product(caption, pictures[i]) >= best)
            .count();
  }

  static double product(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%d (%d among five) of %d", first, five, of);
  }
}
