package org.tributary.gateway.proof;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Tells addresses of the public internet from those of our own networks and machines. */
final class PublicAddresses {
  private PublicAddresses() {}

  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? isPublicV4(bytes) : isPublicV6(bytes);
  }

  private static boolean isPublicV4(byte[] bytes) {
    int a = bytes[0] & 0xff;
    int b = bytes[1] & 0xff;
    int c = bytes[2] & 0xff;
    boolean shared = a == 100 && (b & 0xc0) == 64;
    boolean protocols = a == 192 && b == 0 && (c == 0 || c == 2);
    boolean relay = a == 192 && b == 88 && c == 99;
    boolean benchmark = a == 198 && (b & 0xfe) == 18;
    boolean documentation = (a == 198 && b == 51 && c == 100) || (a == 203 && b == 0 && c == 113);
    return a != 0 && a < 224 && !shared && !protocols && !relay && !benchmark && !documentation;
  }

  /** Only what is assigned for global use, without those that carry an IPv4 address inside. */
  private static boolean isPublicV6(byte[] bytes) {
    boolean global = (bytes[0] & 0xe0) == 0x20;
    boolean teredoOrReserved = bytes[0] == 0x20 && bytes[1] == 0x01 && (bytes[2] & 0xfe) == 0;
    boolean documentation =
        bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == (byte) 0xb8;
    boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
    return global && !teredoOrReserved && !documentation && !sixToFour;
  }

  /**
   * The first address of a host, where all of them are public: a name that has one of each is a
   * trap.
   */
  static InetAddress resolve(String host) throws UnknownHostException {
    InetAddress[] all = InetAddress.getAllByName(host);
    if (!Arrays.stream(all).allMatch(PublicAddresses::isPublic)) {
      throw new UnknownHostException(host + " has no public address");
    }
    return all[0];
  }
}
