package org.tributary.inference.training;

/**
 * Rows of model-token ids and what should follow each.
 *
 * @param rows sequences in the batch
 * @param inputs ids, row after row
 * @param targets the id that follows each input, or {@link #IGNORED}
 */
@SuppressWarnings("ArrayRecordComponent") // handed straight to the engine, never compared
record Batch(int rows, long[] inputs, long[] targets) {
  static final long IGNORED = -100;
}
