package org.tributary.gateway.earnings;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Comma-separated values by RFC 4180; a name that a spreadsheet would run is only shown. */
final class Csv {
  private static final String RUN_AS_FORMULA = "=+-@\t\r";

  private final StringBuilder text = new StringBuilder();

  Csv(String... headings) {
    row((Object[]) headings);
  }

  /** Nulls are empty. */
  Csv row(@Nullable Object... cells) {
    List<String> line = new ArrayList<>();
    for (Object cell : cells) {
      line.add(cell(Objects.toString(cell, "")));
    }
    text.append(String.join(",", line)).append("\r\n");
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private static String cell(String value) {
    String shown =
        value.isEmpty() || RUN_AS_FORMULA.indexOf(value.charAt(0)) < 0 ? value : "'" + value;
    boolean plain = shown.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return plain ? shown : '"' + shown.replace("\"", "\"\"") + '"';
  }
}
