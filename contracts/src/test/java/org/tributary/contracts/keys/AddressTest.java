package org.tributary.contracts.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AddressTest {
  /** From EIP-55. */
  private static final String CHECKSUMMED = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

  @Test
  void text_isChecksummedAsInEip55() {
    assertEquals(CHECKSUMMED, new Address(CHECKSUMMED.toLowerCase(Locale.ROOT)).text());
    assertEquals(CHECKSUMMED, new Address(CHECKSUMMED).text());
  }

  @Test
  void parse_refusesAWrongChecksumAndWrongLengths() {
    String mistyped = CHECKSUMMED.replace("5aA", "5AA");
    assertThrows(IllegalArgumentException.class, () -> new Address(mistyped));
    assertThrows(IllegalArgumentException.class, () -> new Address("0x12"));
    assertThrows(IllegalArgumentException.class, () -> new Address(CHECKSUMMED + "00"));
    assertThrows(IllegalArgumentException.class, () -> new Address(CHECKSUMMED.substring(2)));
  }

  @Test
  void compareTo_isNumericDespiteCase() {
    Address low = new Address("0x" + "0".repeat(38) + "0b");
    Address high = new Address("0x" + "0".repeat(38) + "c0");
    assertTrue(low.compareTo(high) < 0);
  }

  @Property
  void bytes_roundTrip(@ForAll @Size(20) byte[] bytes) {
    assertArrayEquals(bytes, Address.of(bytes).bytes());
    assertEquals(Address.of(bytes), new Address(Address.of(bytes).text()));
  }
}
