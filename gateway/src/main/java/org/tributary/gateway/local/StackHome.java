package org.tributary.gateway.local;

import java.nio.file.Path;

/** Where the one-machine stack keeps everything it makes: by default {@code .tributary}. */
record StackHome(Path root) {
  Path stackFile() {
    return root.resolve("stack.json");
  }

  Path processesFile() {
    return root.resolve("processes.json");
  }

  Path deploymentFile() {
    return root.resolve("deployment.json");
  }

  Path key(String name) {
    return root.resolve("keys").resolve(name);
  }

  Path redis() {
    return root.resolve("redis");
  }

  Path chain() {
    return root.resolve("chain");
  }

  Path log(String part) {
    return root.resolve("logs").resolve(part + ".log");
  }
}
