package org.tributary.inference.diffusion;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.tributary.models.diffusion.DiffusionConfig;
import org.tributary.models.tokenizer.ModelTokenizer;

/** Captions as rows of ids. */
public final class CaptionEncoder implements AutoCloseable {
  private final ModelTokenizer tokenizer;
  private final int length;

  private CaptionEncoder(ModelTokenizer tokenizer, int length) {
    this.tokenizer = tokenizer;
    this.length = length;
  }

  /** The tokenizer.json of {@code folder}, for captions of {@code length} ids. */
  public static CaptionEncoder open(Path folder, int length) throws IOException {
    return new CaptionEncoder(ModelTokenizer.open(folder), length);
  }

  /** Model-tokens of the longest caption that fits. */
  public int longest() {
    return length - 1;
  }

  /** The row of {@code caption}; empty if it does not fit. */
  public Optional<long[]> encode(String caption) {
    long[] ids = caption.isEmpty() ? new long[0] : tokenizer.encode(caption);
    if (ids.length >= length) {
      return Optional.empty();
    }
    long[] row = new long[length];
    Arrays.fill(row, DiffusionConfig.PAD);
    row[0] = DiffusionConfig.START;
    System.arraycopy(ids, 0, row, 1, ids.length);
    return Optional.of(row);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
