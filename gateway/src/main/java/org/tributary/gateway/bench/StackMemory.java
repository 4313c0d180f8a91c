package org.tributary.gateway.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resident memory of the stack's processes, where the system tells (Linux). */
final class StackMemory {
  private StackMemory() {}

  static long residentKib(JsonNode pids) throws IOException {
    long sum = 0;
    for (JsonNode pid : pids) {
      Path status = Path.of("/proc", pid.asText(), "status");
      if (Files.exists(status)) {
        sum +=
            Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
      }
    }
    return sum;
  }
}
