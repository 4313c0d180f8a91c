package org.tributary.gateway.funding;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tributary.contracts.typeddata.Domain;

/** What a wallet signs by {@code eth_signTypedData_v4}, as its parameter. */
record TypedData(
    Map<String, List<Field>> types,
    String primaryType,
    Map<String, Object> domain,
    Map<String, Object> message) {

  private static final List<Field> DOMAIN =
      List.of(
          new Field("name", "string"),
          new Field("version", "string"),
          new Field("chainId", "uint256"),
          new Field("verifyingContract", "address"));

  record Field(String name, String type) {}

  static TypedData of(
      Domain domain, String primaryType, List<Field> fields, Map<String, Object> message) {
    Map<String, Object> named = new TreeMap<>();
    named.put("name", domain.name());
    named.put("version", domain.version());
    if (domain.chainId() != null && domain.verifyingContract() != null) {
      named.put("chainId", domain.chainId());
      named.put("verifyingContract", domain.verifyingContract().text());
    }
    return new TypedData(
        Map.of("EIP712Domain", DOMAIN, primaryType, fields), primaryType, named, message);
  }
}
