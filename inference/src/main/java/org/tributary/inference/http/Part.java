package org.tributary.inference.http;

import org.jspecify.annotations.Nullable;
import org.tributary.inference.engine.GenerationListener.FinishReason;
import org.tributary.inference.engine.GenerationListener.Piece;

/**
 * One more model-token of one choice.
 *
 * @param reason why the choice ends with it, if it does
 */
record Part(int choice, Piece piece, @Nullable FinishReason reason) {}
