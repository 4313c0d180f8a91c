package org.tributary.gateway.limit;

import java.net.InetAddress;
import java.util.Arrays;

/** Addresses that begin with the same bits: {@code 10.0.0.0/8}, or one address alone. */
record AddressRange(InetAddress first, int bits) {

  AddressRange {
    if (bits < 0 || bits > Byte.SIZE * first.getAddress().length) {
      throw new IllegalArgumentException("an address range's length is out of range: /" + bits);
    }
  }

  static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    InetAddress first = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    int bits =
        slash < 0
            ? Byte.SIZE * first.getAddress().length
            : Integer.parseInt(text.substring(slash + 1));
    return new AddressRange(first, bits);
  }

  boolean contains(InetAddress address) {
    byte[] asked = address.getAddress();
    byte[] own = first.getAddress();
    int whole = bits / Byte.SIZE;
    if (asked.length != own.length || !Arrays.equals(asked, 0, whole, own, 0, whole)) {
      return false;
    }
    int rest = bits % Byte.SIZE;
    return rest == 0 || ((asked[whole] ^ own[whole]) & 0xff) >> (Byte.SIZE - rest) == 0;
  }
}
