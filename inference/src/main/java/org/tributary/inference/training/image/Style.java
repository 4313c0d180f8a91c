package org.tributary.inference.training.image;

/** A set of pictures drawn in one manner. */
enum Style {
  NOTO("noto-emoji-64", "noto style", 0.6),
  PIXEL("crawl-tiles-64", "pixel art", 0.4);

  private final String dataset;
  private final String words;
  private final double weight;

  Style(String dataset, String words, double weight) {
    this.dataset = dataset;
    this.words = words;
    this.weight = weight;
  }

  /** The set's name in the manifest, and of its files. */
  String dataset() {
    return dataset;
  }

  /** How a caption names the style. */
  String words() {
    return words;
  }

  /** How often it is drawn from. */
  double weight() {
    return weight;
  }
}
