package org.tributary.gateway.owner;

import java.io.PrintWriter;
import org.tributary.models.manifest.AssetFolder;

/** Tells how far the reading of large files is, on one line that is written over. */
final class HashProgress implements AssetFolder.Progress {
  private static final long QUIET_BELOW = 64L << 20;

  private final PrintWriter err;
  private long shown = -1;

  HashProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void read(long bytes, long ofBytes) {
    long percent = ofBytes == 0 ? 100 : bytes * 100 / ofBytes;
    if (ofBytes < QUIET_BELOW || percent == shown) {
      return;
    }
    shown = percent;
    err.printf("\rhashing %,d of %,d MiB (%d%%)", bytes >> 20, ofBytes >> 20, percent);
    if (bytes == ofBytes) {
      err.println();
    }
    err.flush();
  }
}
