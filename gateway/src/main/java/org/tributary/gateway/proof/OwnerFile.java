package org.tributary.gateway.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.models.json.JsonFile;

/**
 * What an owner writes where nobody else can: {@code {"assets":[{"contentHash":"0x…",
 * "owner":"0x…"}]}}.
 */
record OwnerFile(Map<Bytes32, Address> owners) {
  private static final int MAX_ASSETS = 1000;

  OwnerFile {
    owners = Map.copyOf(owners);
  }

  /**
   * @throws IllegalArgumentException for a file that says something else
   */
  static OwnerFile read(byte[] json) {
    JsonNode assets;
    try {
      assets = JsonFile.tree(new String(json, StandardCharsets.UTF_8)).path("assets");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the file is not JSON", e);
    }
    if (!assets.isArray() || assets.size() > MAX_ASSETS) {
      throw new IllegalArgumentException(
          "the file names its assets as \"assets\":[{\"contentHash\":…,\"owner\":…}]");
    }
    Map<Bytes32, Address> owners = new LinkedHashMap<>();
    for (JsonNode asset : assets) {
      owners.put(
          new Bytes32(asset.path("contentHash").asText()),
          new Address(asset.path("owner").asText()));
    }
    return new OwnerFile(owners);
  }

  Optional<Address> ownerOf(Bytes32 contentHash) {
    return Optional.ofNullable(owners.get(contentHash));
  }
}
