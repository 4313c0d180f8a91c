package org.tributary.models.torchscript;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.tributary.models.tensor.Tensor;

/** Writes TorchScript archives, the format of {@code torch::jit::load}, without Python. */
public final class ScriptArchive {
  private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};

  private ScriptArchive() {}

  /**
   * Writes {@code root} and the {@code source} of its classes to {@code file}, atomically.
   *
   * @param source serialized TorchScript: dtypes are integers, submodule calls {@code
   *     (self.x).f(…)}
   */
  public static void write(Path file, ScriptModule root, String source) throws IOException {
    // Two workers may convert one model at once, so each has its own partial file.
    Path partial =
        Files.createTempFile(
            file.toAbsolutePath().getParent(), file.getFileName().toString(), ".partial");
    try {
      writeZip(partial, root, source);
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static void writeZip(Path file, ScriptModule root, String source) throws IOException {
    Pickle pickle = new Pickle();
    byte[] data = pickle.write(root);
    try (StoredZip zip = new StoredZip(file, "archive")) {
      zip.put("data.pkl", data);
      zip.put("byteorder", ascii("little"));
      List<Tensor> tensors = pickle.tensors();
      for (int key = 0; key < tensors.size(); key++) {
        zip.put("data/" + key, tensors.get(key).data());
      }
      zip.put("code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      zip.put("constants.pkl", EMPTY_TUPLE);
      zip.put("version", ascii("10\n"));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
