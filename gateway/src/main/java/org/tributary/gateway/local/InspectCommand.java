package org.tributary.gateway.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tributary.models.png.BadPngException;
import org.tributary.models.png.ImageMark;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tributary inspect}: what a PNG says of the model and the call that made it. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the mark of an image: model, seed, receipt, commitment, and the prompt if it is there.",
      "Ends with 0 when there is one, 3 when there is none, 1 when the file is damaged or no PNG."
    })
public final class InspectCommand implements Callable<Integer> {
  /** No image of ours comes near it. */
  private static final int MAX_BYTES = 16 << 20;

  private static final int NO_MARK = 3;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "image.png", description = "A file.")
  private Path file = Path.of("");

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Optional<ImageMark> mark = read();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("marked", mark.isPresent());
      mark.ifPresent(m -> document.putAll(fields(m)));
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document));
    } else if (mark.isPresent()) {
      describe(mark.get(), out);
    } else {
      out.println("no mark: this PNG does not say that a Tributary model made it");
    }
    out.flush();
    return mark.isPresent() ? 0 : NO_MARK;
  }

  private Optional<ImageMark> read() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new StackFailure(file + (Files.exists(file) ? " is no plain file" : " does not exist"));
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new StackFailure(file + " has more than the " + MAX_BYTES + " bytes that are read");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return ImageMark.of(in.readNBytes(MAX_BYTES));
    } catch (BadPngException e) {
      throw new StackFailure(file + " is damaged, or no PNG: " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> fields(ImageMark mark) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("digital_source_type", ImageMark.DIGITAL_SOURCE_TYPE);
    fields.put("model", mark.model());
    fields.put("asset", Long.toString(mark.modelAsset()));
    fields.put("receipt", mark.receipt());
    fields.put("prompt_commitment", mark.promptCommitment());
    fields.put("seed", mark.seed());
    fields.put("steps", mark.steps());
    if (mark.prompt() != null) {
      fields.put("prompt", mark.prompt());
    }
    return fields;
  }

  private static void describe(ImageMark mark, PrintWriter out) {
    out.println("source      " + ImageMark.DIGITAL_SOURCE_TYPE);
    out.println("model       " + visible(mark.model()) + ", asset " + mark.modelAsset());
    out.println("receipt     " + visible(mark.receipt()));
    out.println("commitment  " + mark.promptCommitment());
    out.println("seed        " + mark.seed() + ", " + mark.steps() + " steps");
    out.println("prompt      " + (mark.prompt() == null ? "not shown" : visible(mark.prompt())));
    out.println("Anyone can write a mark: the receipt, from its gateway, says whether it is true.");
  }

  /** What a stranger wrote must not command the terminal, nor hide in it. */
  private static String visible(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          int type = Character.getType(c);
          boolean hidden =
              type == Character.CONTROL
                  || type == Character.FORMAT
                  || type == Character.LINE_SEPARATOR
                  || type == Character.PARAGRAPH_SEPARATOR
                  || type == Character.UNASSIGNED;
          shown.append(hidden ? "\\u{%x}".formatted(c) : Character.toString(c));
        });
    return shown.toString();
  }
}
