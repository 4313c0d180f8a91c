package org.tributary.gateway.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The development chain of the one-machine stack: anvil, with its state on disk each second. */
final class AnvilProcess {
  private AnvilProcess() {}

  static Process start(StackProcesses processes, StackHome home, Path tools, int port)
      throws IOException {
    Files.createDirectories(home.chain());
    return processes.start(
        "chain",
        List.of(
            binary(tools).toString(),
            "--host",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--chain-id",
            "31337",
            "--state",
            home.chain().resolve("state.json").toString(),
            "--state-interval",
            "1",
            "--quiet"),
        Map.of(),
        home.log("chain"));
  }

  private static Path binary(Path tools) throws IOException {
    Path packages = tools.resolve("node_modules/@foundry-rs");
    if (Files.isDirectory(packages)) {
      try (Stream<Path> folders = Files.list(packages)) {
        List<Path> found =
            folders.map(f -> f.resolve("bin/anvil")).filter(Files::isExecutable).toList();
        if (!found.isEmpty()) {
          return found.getFirst();
        }
      }
    }
    throw new StackFailure(
        "anvil is not installed in " + tools + ": run contracts/build/tools.sh, or give --rpc URL");
  }
}
