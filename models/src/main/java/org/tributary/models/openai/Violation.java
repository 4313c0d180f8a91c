package org.tributary.models.openai;

/** Which field of a request is wrong, and what to do about it. */
public record Violation(String param, String message) {}
