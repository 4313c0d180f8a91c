package org.tributary.gateway.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisitorsTest {

  private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.7");
  private static final InetAddress STRANGER = InetAddress.ofLiteral("203.0.113.5");

  private final Visitors behindProxies = trusting("10.0.0.0/8", "2001:db8:f::/48");

  @Test
  void of_believesNobodyUnlessConfigured() {
    assertEquals(PROXY, trusting().of(PROXY, List.of("192.0.2.1")));
  }

  @Test
  void of_believesOnlyConfiguredProxies() {
    assertEquals(STRANGER, behindProxies.of(STRANGER, List.of("192.0.2.1")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1 | 192.0.2.1",
        "6.6.6.6, 192.0.2.1 | 192.0.2.1",
        "192.0.2.1, 10.1.2.3 | 192.0.2.1",
        "192.0.2.1 , 10.1.2.3, 2001:db8:f::9 | 192.0.2.1",
        "10.1.2.3, 10.1.2.4 | 10.1.2.3",
        "192.0.2.1:4711 | 192.0.2.1",
        "[2001:db8:1::2]:4711 | 2001:db8:1::2",
        "2001:db8:1::2 | 2001:db8:1::2",
        "::ffff:192.0.2.1 | 192.0.2.1",
        "localhost | 10.0.0.7",
        "192.0.2.1, unknown | 10.0.0.7",
        "192.0.2.1, | 10.0.0.7",
      })
  void of_takesTheLastAddressThatNoProxyHas(String header, String visitor) {
    assertEquals(InetAddress.ofLiteral(visitor), behindProxies.of(PROXY, List.of(header)));
  }

  @Test
  void of_readsSeveralLinesAsOne() {
    assertEquals(
        InetAddress.ofLiteral("192.0.2.1"),
        behindProxies.of(PROXY, List.of("6.6.6.6", "192.0.2.1, 10.0.0.1")));
  }

  @Property
  void of_acceptsAnyText(@ForAll List<String> header) {
    behindProxies.of(PROXY, header);
    assertEquals(STRANGER, behindProxies.of(STRANGER, header));
  }

  @Test
  void contains_comparesTheBits() {
    AddressRange range = AddressRange.parse("192.0.2.64/26");

    assertTrue(range.contains(InetAddress.ofLiteral("192.0.2.127")));
    assertFalse(range.contains(InetAddress.ofLiteral("192.0.2.128")));
    assertFalse(range.contains(InetAddress.ofLiteral("192.0.2.63")));
    assertFalse(range.contains(InetAddress.ofLiteral("2001:db8::1")));
    assertTrue(AddressRange.parse("0.0.0.0/0").contains(STRANGER));
    assertTrue(AddressRange.parse("203.0.113.5").contains(STRANGER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "proxy.example", ""})
  void parse_refusesWhatIsNoRange(String text) {
    assertThrows(IllegalArgumentException.class, () -> AddressRange.parse(text));
  }

  @Test
  void network_isTheAddressOrItsIpv6Half() {
    assertEquals("c0000201", Network.of(InetAddress.ofLiteral("192.0.2.1")));
    assertEquals(
        Network.of(InetAddress.ofLiteral("2001:db8:1:2::1")),
        Network.of(InetAddress.ofLiteral("2001:db8:1:2:ffff::9")));
  }

  @Test
  void range_isAnIpv4Slash24OrAnIpv6Slash48() {
    assertEquals("c00002", Network.range(InetAddress.ofLiteral("192.0.2.1")));
    assertEquals("20010db80001", Network.range(InetAddress.ofLiteral("2001:db8:1:ffff::1")));
  }

  private static Visitors trusting(String... proxies) {
    return new Visitors(new VisitorConfig(List.of(proxies)));
  }
}
