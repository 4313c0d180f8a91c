package org.tributary.gateway.limit;

import java.net.InetAddress;
import java.util.HexFormat;

/** What counts as one visitor's network address. */
public final class Network {

  private static final int IPV4_BYTES = 4;
  private static final int IPV6_NETWORK_BYTES = 8;

  private Network() {}

  /** In hex: an IPv4 address, or the /64 that one IPv6 visitor holds whole. */
  public static String of(InetAddress visitor) {
    byte[] address = visitor.getAddress();
    int significant = address.length == IPV4_BYTES ? IPV4_BYTES : IPV6_NETWORK_BYTES;
    return HexFormat.of().formatHex(address, 0, significant);
  }
}
