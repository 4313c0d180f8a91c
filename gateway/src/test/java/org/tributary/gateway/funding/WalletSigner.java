package org.tributary.gateway.funding;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.typeddata.StructHash;

/** Signs typed data as a wallet does: by what the JSON says, knowing nothing of its meaning. */
final class WalletSigner {

  private WalletSigner() {}

  static Signature sign(SigningKey key, JsonNode typedData) {
    String type = typedData.path("primaryType").asText();
    JsonNode fields = typedData.path("types").path(type);
    List<String> declared = new ArrayList<>();
    fields.forEach(
        field -> declared.add(field.path("type").asText() + " " + field.path("name").asText()));
    StructHash hash = StructHash.of(type + "(" + String.join(",", declared) + ")");
    fields.forEach(field ->
        add(
            hash,
            field.path("type").asText(),
            typedData.path("message").path(field.path("name").asText()).asText()));
    return key.sign(domain(typedData.path("domain")).digest(hash.hash()));
  }

  private static void add(StructHash hash, String type, String value) {
    switch (type) {
      case "address" -> hash.address(new Address(value));
      case "uint256" -> hash.uint(new BigInteger(value));
      case "bytes32" -> hash.bytes32(new Bytes32(value));
      default -> throw new IllegalArgumentException(type);
    }
  }

  private static Domain domain(JsonNode domain) {
    return Domain.onChain(
        domain.path("name").asText(),
        domain.path("version").asText(),
        domain.path("chainId").asLong(),
        new Address(domain.path("verifyingContract").asText()));
  }

  /** The body of a deposit: the form's own values and the signature. */
  static Map<String, Object> deposit(SigningKey key, JsonNode form) {
    Map<String, Object> body = new HashMap<>();
    form.fields()
        .forEachRemaining(field -> {
          if (field.getValue().isTextual()) {
            body.put(field.getKey(), field.getValue().asText());
          }
        });
    body.put("signature", sign(key, form.path("typedData")).text());
    return body;
  }
}
