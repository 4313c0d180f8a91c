package org.tributary.gateway.local;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * The file stack.json: all that a client of the running stack needs to know.
 *
 * @param gateway base URL, to which /v1/… is added
 * @param webapp URL of the pages
 * @param accessKey of the development account
 * @param workers base URLs
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record StackDescription(
    String gateway,
    String webapp,
    String accessKey,
    String rpcUrl,
    long chainId,
    Map<String, String> contracts,
    List<String> workers,
    Map<String, Long> pids) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  static StackDescription read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), StackDescription.class);
  }

  void write(Path file) throws IOException {
    Path partial = file.resolveSibling("stack.json.partial");
    JSON.writeValue(partial.toFile(), this);
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
