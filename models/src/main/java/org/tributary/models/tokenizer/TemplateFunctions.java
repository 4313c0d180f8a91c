package org.tributary.models.tokenizer;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The functions that Hugging Face gives to chat templates beside Jinja's own. */
public final class TemplateFunctions {
  /** Where the time of a rendering stands in its context. */
  static final String NOW = "_now";

  private static final int MAX_FORMAT = 200;

  /** Python's directives in Java's letters, as C's locale shows them. */
  private static final Map<Character, String> DIRECTIVES =
      Map.ofEntries(
          Map.entry('d', "dd"),
          Map.entry('m', "MM"),
          Map.entry('y', "yy"),
          Map.entry('Y', "yyyy"),
          Map.entry('b', "MMM"),
          Map.entry('B', "MMMM"),
          Map.entry('a', "EEE"),
          Map.entry('A', "EEEE"),
          Map.entry('H', "HH"),
          Map.entry('I', "hh"),
          Map.entry('M', "mm"),
          Map.entry('S', "ss"),
          Map.entry('p', "a"),
          Map.entry('j', "DDD"),
          Map.entry('F', "yyyy-MM-dd"),
          Map.entry('T', "HH:mm:ss"));

  private TemplateFunctions() {}

  static List<ELFunctionDefinition> all() {
    return List.of(
        new ELFunctionDefinition(
            "", "raise_exception", TemplateFunctions.class, "raiseException", String.class),
        new ELFunctionDefinition(
            "", "strftime_now", TemplateFunctions.class, "strftimeNow", String.class));
  }

  /** What a template says when it will not render a chat. */
  static final class Raised extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Raised(String message) {
      super(message);
    }
  }

  /** Called by templates only. */
  public static String raiseException(String message) {
    throw new Raised(message);
  }

  /** Called by templates only: the time of the rendering in Python's strftime format. */
  public static String strftimeNow(String format) {
    Object now = JinjavaInterpreter.getCurrent().getContext().get(NOW);
    if (!(now instanceof ZonedDateTime time) || format.length() > MAX_FORMAT) {
      throw new Raised("strftime_now has no time or too long a format");
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        text.append(c);
      } else {
        text.append(directive(format.charAt(++i), time));
      }
    }
    return text.toString();
  }

  private static String directive(char letter, ZonedDateTime time) {
    if (letter == '%') {
      return "%";
    }
    String pattern = DIRECTIVES.get(letter);
    if (pattern == null) {
      throw new Raised("strftime_now does not know %" + letter);
    }
    return time.format(DateTimeFormatter.ofPattern(pattern, Locale.ROOT));
  }
}
