package org.tributary.contracts.chain;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.SigningKey;

/** A real development chain on a free port, for the time of one test class. */
final class Anvil implements AutoCloseable {
  private static final String LISTENING = "Listening on ";
  private static final BigInteger TEN_COINS = BigInteger.TEN.pow(19);

  private final Process process;
  private final URI rpcUrl;

  private Anvil(Process process, URI rpcUrl) {
    this.process = process;
    this.rpcUrl = rpcUrl;
  }

  /** Skips the test, loudly, where anvil is not installed. */
  static Anvil start() throws IOException {
    Path binary = binary().orElse(null);
    if (binary == null) {
      String skipped = "SKIPPED: no anvil in " + tools() + "; run contracts/build/tools.sh";
      System.err.println(skipped);
      return abort(skipped);
    }
    Process process =
        new ProcessBuilder(binary.toString(), "--host", "127.0.0.1", "--port", "0")
            .redirectErrorStream(true)
            .start();
    // A test whose set-up fails never comes to close it.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return new Anvil(process, URI.create("http://" + address(process)));
  }

  URI rpcUrl() {
    return rpcUrl;
  }

  /** A new key with coins for gas. */
  static SigningKey fundedKey(Chain chain) {
    SigningKey key = SigningKey.random();
    DevelopmentChain.of(chain).setNativeBalance(key.address(), TEN_COINS);
    return key;
  }

  static TxSender fundedSender(Chain chain) {
    return TxSender.of(chain, fundedKey(chain));
  }

  @Override
  public void close() {
    process.destroy();
  }

  private static String address(Process process) throws IOException {
    // Left open: closing the pipe would end anvil at its next line.
    BufferedReader output = process.inputReader();
    for (@Nullable String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(LISTENING)) {
        drain(output);
        return line.substring(LISTENING.length());
      }
    }
    throw new IOException("anvil ended before it listened");
  }

  /** A full pipe would stop anvil. */
  private static void drain(BufferedReader output) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            output.transferTo(Writer.nullWriter());
          } catch (IOException closedWithTheProcess) {
            // Expected when the test ends.
          }
        });
  }

  private static Optional<Path> binary() throws IOException {
    Path packages = tools().resolve("node_modules/@foundry-rs");
    if (!Files.isDirectory(packages)) {
      return Optional.empty();
    }
    try (Stream<Path> each = Files.list(packages)) {
      return each.map(folder -> folder.resolve("bin/anvil")).filter(Files::isExecutable).findAny();
    }
  }

  private static Path tools() {
    String named = System.getenv("TRIBUTARY_TOOLS");
    return named == null
        ? Path.of("../.tributary/tools").toAbsolutePath().normalize()
        : Path.of(named);
  }
}
