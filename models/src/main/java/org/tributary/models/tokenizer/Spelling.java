package org.tributary.models.tokenizer;

/**
 * One model-token by itself.
 *
 * @param text its characters; U+FFFD where it holds part of one only; a control model-token's name
 * @param bytes what it adds to an answer's UTF-8: nothing, if it controls
 */
@SuppressWarnings("ArrayRecordComponent") // handed straight to the wire, never compared
public record Spelling(String text, byte[] bytes) {}
