package org.tributary.webapp.fake;

import java.util.List;
import java.util.regex.Pattern;

/** What the fake gateway does with a question. */
enum Script {
  ANSWERS("The capital of Algeria is **Algiers**, on the coast of the Mediterranean Sea."),
  COMMAND(
      "Use `ls` with the directory's name:\n\n```\nls -la /usr/share\n```\n\n"
          + "- `-l` shows one file a line\n- `-a` shows hidden files too"),
  LONG("This answer goes on until there is no more room"),
  ATTACKS(
      "<img src=x onerror=\"window.attacked=1\"><script>window.attacked=1</script>"
          + "<a href=\"javascript:window.attacked=1\">here</a> [go](javascript:window.attacked=1)\n\n"
          + "```html\n</code></pre><svg onload=window.attacked=1>\n```\n\n"
          + "**<iframe srcdoc='<script>parent.attacked=1</script>'>**\n\n- `<style>*{display:none}</style>`"),
  ENDLESS("Once upon a time there was a river that"),
  DIES("The meaning of boost is to"),
  BREAKS("A broken line says"),
  FORGETFUL("I can read no more than your question."),
  SPENT(""),
  NO_WORKER("");

  private static final Pattern BEFORE_WORD = Pattern.compile("(?<=\\S)(?=\\s)");

  private final String answer;

  Script(String answer) {
    this.answer = answer;
  }

  static Script of(String question) {
    return List.of(values()).stream()
        .filter(script -> question.equals("script: " + script.name()))
        .findFirst()
        .orElse(question.contains("ls?") ? COMMAND : ANSWERS);
  }

  List<String> pieces() {
    return List.of(BEFORE_WORD.split(answer));
  }
}
