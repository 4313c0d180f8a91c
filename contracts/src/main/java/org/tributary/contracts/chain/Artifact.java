package org.tributary.contracts.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** A compiled contract among the resources: its interface and its creation code. */
record Artifact(String contractName, JsonNode abi, String bytecode) {
  static final List<String> NAMES =
      List.of(
          "Arbiter",
          "AssetRegistry",
          "BatchSettlement",
          "DevToken",
          "Erc3009Collector",
          "EscrowVault",
          "Multicall3",
          "OneTransfer",
          "OperatorAuthorizer",
          "OperatorBond",
          "PermitCollector",
          "RevenuePool",
          "WorkerRegistry");

  static Artifact load(String name) {
    String path = "/org/tributary/contracts/artifacts/" + name + ".json";
    try (InputStream in = Artifact.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalArgumentException("no artifact " + name);
      }
      return new ObjectMapper().readValue(in, Artifact.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
