package org.tributary.contracts.worker;

import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.typeddata.StructHash;

/** A model a worker serves, by its name and the hash of its content. */
public record ServedModel(String name, Bytes32 contentHash) {

  static final String TYPE = "ServedModel(string name,bytes32 contentHash)";
  static final int MAX_NAME_CHARS = 200;

  public ServedModel {
    if (name.isBlank() || name.length() > MAX_NAME_CHARS) {
      throw new IllegalArgumentException("a model name has 1 to 200 characters");
    }
  }

  Bytes32 structHash() {
    return StructHash.of(TYPE).string(name).bytes32(contentHash).hash();
  }
}
