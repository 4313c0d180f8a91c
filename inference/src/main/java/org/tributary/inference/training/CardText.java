package org.tributary.inference.training;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The parts that model cards are made of. */
public final class CardText {
  /** What a card is called in its model's folder. */
  public static final String FILE = "README.md";

  private static final int MAX_SHOWN = 300;

  private CardText() {}

  /**
   * A part of a card's fixed words with {@code values} for its blanks.
   *
   * @param beside the class beside whose resources it lies
   */
  public static String part(Class<?> beside, String name, Map<String, String> values)
      throws IOException {
    try (InputStream in = beside.getResourceAsStream("card-" + name + ".md")) {
      if (in == null) {
        throw new IOException("no card-" + name + ".md among the program's resources");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> each : values.entrySet()) {
        text = text.replace("@" + each.getKey() + "@", each.getValue());
      }
      return text;
    }
  }

  /** The sets that a model was trained on, under {@code title}. */
  public static String dataTable(String title, List<TrainingSet> sets) {
    return "\n### "
        + title
        + "\n\n| set | owner | licence | source | share of its kind |\n|---|---|---|---|---|\n"
        + sets.stream()
            .map(s ->
                "| %s | %s | %s | %s | %s |"
                    .formatted(
                        s.name(),
                        cell(s.ownerOrCollector()),
                        cell(s.licence()),
                        cell(s.source()),
                        format("%.0f %%", s.weight() * 100)))
            .collect(Collectors.joining("\n", "", "\n"));
  }

  public static String row(String name, String value) {
    return "| " + name + " | " + value + " |\n";
  }

  /** Text as it was, safe in a table's cell. */
  public static String cell(String text) {
    String shown = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
    return shown
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("|", "\\|")
        .replace("*", "\\*")
        .replace("_", "\\_")
        .replace("`", "\\`")
        .replaceAll("\\s*\\n\\s*", "<br>");
  }

  public static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
