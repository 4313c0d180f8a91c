package org.tributary.gateway.limit;

import java.net.InetAddress;
import java.util.HexFormat;

/** What counts as one visitor's network address, or as addresses of one provider's customer. */
public final class Network {

  private static final int IPV4_BYTES = 4;
  private static final int IPV4_RANGE_BYTES = 3;
  private static final int IPV6_NETWORK_BYTES = 8;
  private static final int IPV6_RANGE_BYTES = 6;

  private Network() {}

  /** In hex: an IPv4 address, or the /64 that one IPv6 visitor holds whole. */
  public static String of(InetAddress visitor) {
    return prefix(visitor, IPV4_BYTES, IPV6_NETWORK_BYTES);
  }

  /** In hex: an IPv4 /24, or an IPv6 /48. */
  public static String range(InetAddress visitor) {
    return prefix(visitor, IPV4_RANGE_BYTES, IPV6_RANGE_BYTES);
  }

  private static String prefix(InetAddress visitor, int ofIpv4, int ofIpv6) {
    byte[] address = visitor.getAddress();
    return HexFormat.of().formatHex(address, 0, address.length == IPV4_BYTES ? ofIpv4 : ofIpv6);
  }
}
