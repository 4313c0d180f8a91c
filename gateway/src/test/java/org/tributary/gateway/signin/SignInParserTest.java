package org.tributary.gateway.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.contracts.keys.Address;

class SignInParserTest {

  /** The example of EIP-4361 itself. */
  private static final String EXAMPLE =
      """
      example.com wants you to sign in with your Ethereum account:
      0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2

      I accept the ExampleOrg Terms of Service: https://example.com/tos

      URI: https://example.com/login
      Version: 1
      Chain ID: 1
      Nonce: 32891756
      Issued At: 2021-09-30T16:25:24Z
      Resources:
      - ipfs://bafybeiemxf5abjwjbikoz4mc3a3dla6ual3jsgpdr4cjr3oz3evfyavhwq/
      - https://example.com/my-web2-claim.json\
      """;

  private static final String EVERYTHING =
      """
      https://user@[2001:db8::7]:8443 wants you to sign in with your Ethereum account:
      0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2


      URI: urn:example:a%20b?x=/?#f
      Version: 1
      Chain ID: 31337
      Nonce: abcDEF123
      Issued At: 2021-09-30T16:25:24.123456789+02:00
      Expiration Time: 2021-09-30T16:30:24Z
      Not Before: 2021-09-30t16:20:24z
      Request ID:\s
      Resources:\
      """;

  @Test
  void parse_readsTheStandardsExample() throws MalformedMessage {
    SignInMessage message = SignInParser.parse(EXAMPLE);

    assertNull(message.scheme());
    assertEquals("example.com", message.domain());
    assertEquals(new Address("0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2"), message.address());
    assertEquals(
        "I accept the ExampleOrg Terms of Service: https://example.com/tos", message.statement());
    assertEquals("https://example.com/login", message.uri());
    assertEquals(1, message.chainId());
    assertEquals("32891756", message.nonce());
    assertEquals(Instant.parse("2021-09-30T16:25:24Z"), message.issuedAt().instant());
    assertNull(message.expirationTime());
    assertNull(message.requestId());
    assertEquals(2, message.resources() == null ? 0 : message.resources().size());
    assertEquals(EXAMPLE, message.text());
  }

  @Test
  void parse_readsEveryOptionalPart() throws MalformedMessage {
    SignInMessage message = SignInParser.parse(EVERYTHING);

    assertEquals("https", message.scheme());
    assertEquals("user@[2001:db8::7]:8443", message.domain());
    assertNull(message.statement());
    assertEquals(Instant.parse("2021-09-30T14:25:24.123456789Z"), message.issuedAt().instant());
    assertEquals("", message.requestId());
    assertEquals(List.of(), message.resources());
    assertEquals(EVERYTHING, message.text());
  }

  /** Each is the example with one thing wrong: what stands there, and what instead. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "example.com wants|wants",
        "example.com wants|://example.com wants",
        "example.com wants|1x://example.com wants",
        "example.com wants|exa mple.com wants",
        "example.com wants|example.com/ wants",
        "example.com wants|example.com:80a wants",
        "example.com wants|[::1 wants",
        "example.com wants|exämple.com wants",
        "account:|account: ",
        "0xC02a|0xc02a",
        "0xC02a|0XC02a",
        "756Cc2|756Cc",
        "I accept|I \"accept\"",
        "I accept|I\taccept",
        "I accept|¡I accept",
        "URI: https|URI:https",
        "URI: https|uri: https",
        "URI: https://example.com/login|URI: /login",
        "URI: https://example.com/login|URI: https://example.com/%zz",
        "URI: https://example.com/login|URI: https://[1::2::3]/",
        "Version: 1|Version: 2",
        "Version: 1|Version: 1 ",
        "Chain ID: 1|Chain ID: 01",
        "Chain ID: 1|Chain ID: -1",
        "Chain ID: 1|Chain ID: ",
        "Chain ID: 1|Chain ID: 9223372036854775808",
        "Chain ID: 1|Chain ID: ١",
        "Nonce: 32891756|Nonce: 3289175",
        "Nonce: 32891756|Nonce: 3289175-",
        "Issued At: 2021-09-30T16:25:24Z|Issued At: 2021-09-31T16:25:24Z",
        "Issued At: 2021-09-30T16:25:24Z|Issued At: 2021-09-30T16:25Z",
        "Issued At: 2021-09-30T16:25:24Z|Issued At: 2021-09-30T16:25:24",
        "Issued At: 2021-09-30T16:25:24Z|Issued At: 2021-09-30 16:25:24Z",
        "Issued At: 2021-09-30T16:25:24Z|Issued At: 2021-09-30T24:25:24Z",
        "Resources:|Resources: ",
        "- ipfs|-ipfs",
        "- ipfs://|- ",
        "json|json "
      })
  void parse_refusesWhatTheGrammarDoes(String right, String wrong) {
    String text = EXAMPLE.replace(right, wrong);

    assertTrue(!text.equals(EXAMPLE), right);
    assertThrows(MalformedMessage.class, () -> SignInParser.parse(text), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "\r",
        "\nRequest ID: a/b",
        "\nResources:",
        "\nNot Before: 2021-09-30T16:25:24Z",
        " "
      })
  void parse_refusesWhatFollowsTheEnd(String tail) {
    assertThrows(MalformedMessage.class, () -> SignInParser.parse(EXAMPLE + tail));
  }

  @Test
  void parse_refusesOtherLineEndsAndMissingOrDoubledLines() {
    assertThrows(MalformedMessage.class, () -> SignInParser.parse(EXAMPLE.replace("\n", "\r\n")));
    String[] lines = EXAMPLE.split("\n");
    for (int i = 0; i < lines.length - 3; i++) {
      String line = lines[i] + "\n";
      String without = EXAMPLE.replaceFirst(Pattern.quote(line), "");
      String doubled = EXAMPLE.replace(line, line + line);
      if (!line.startsWith("I accept")) {
        assertThrows(MalformedMessage.class, () -> SignInParser.parse(without), line);
      }
      assertThrows(MalformedMessage.class, () -> SignInParser.parse(doubled), line);
    }
  }

  @Test
  void parse_saysWhereItStops() {
    MalformedMessage thrown =
        assertThrows(
            MalformedMessage.class,
            () -> SignInParser.parse(EXAMPLE.replace("Version: 1", "Version: 2")));

    assertEquals("line 7: expected version 1 after 'Version: '", thrown.getMessage());
  }

  @Test
  void parse_refusesTooMuch() {
    String longStatement = EXAMPLE.replace("I accept", "I accept".repeat(600));
    String manyResources = EXAMPLE + "\n- a:b".repeat(40);

    assertThrows(MalformedMessage.class, () -> SignInParser.parse(longStatement));
    assertThrows(MalformedMessage.class, () -> SignInParser.parse(manyResources));
  }

  @Property(tries = 500)
  void whatIsWritten_isReadBack(@ForAll("messages") SignInMessage message) throws MalformedMessage {
    assertEquals(message, SignInParser.parse(message.text()));
  }

  /** A few characters of a good message are changed, left out or added. */
  @Property(tries = 3000)
  void whatIsReadAtAll_isWhatWasSigned(
      @ForAll("messages") SignInMessage message,
      @ForAll @IntRange(min = 0, max = 4000) int where,
      @ForAll @IntRange(max = 3) int leftOut,
      @ForAll("inserts") String insert) {
    String text = message.text();
    int at = where % text.length();
    int end = Math.min(text.length(), at + leftOut);
    String changed = text.substring(0, at) + insert + text.substring(end);

    assertReadWholeOrNotAtAll(changed);
  }

  @Property(tries = 1000)
  void anyText_isReadWholeOrNotAtAll(@ForAll String text) {
    assertReadWholeOrNotAtAll(text);
  }

  private static void assertReadWholeOrNotAtAll(String text) {
    try {
      assertEquals(text, SignInParser.parse(text).text());
    } catch (MalformedMessage refused) {
      assertTrue(String.valueOf(refused.getMessage()).startsWith("line "));
    }
  }

  @Provide
  Arbitrary<String> inserts() {
    return Arbitraries.oneOf(
        Arbitraries.of("\n", "\r", "\n\n", " ", ": ", "://", "\u0000", "ü", "- a:b", "%", "%41"),
        Arbitraries.strings().ofMaxLength(4));
  }

  @Provide
  Arbitrary<SignInMessage> messages() {
    Arbitrary<List<@Nullable String>> optionals =
        Combinators.combine(
                Arbitraries.of("https", "http", "a+b.c-1").injectNull(0.5),
                Arbitraries.of(" ", "I accept: https://x/#?[]", "~!$&'()*+,;=").injectNull(0.3),
                Arbitraries.of("", "a:b@c", "%20!").injectNull(0.5))
            .as(Arrays::asList);
    return Combinators.combine(
            optionals,
            Arbitraries.of(
                "example.com", "localhost:8402", "[::1]:80", "a@b", "[v1.x]", "1.2.3.4:"),
            Arbitraries.bytes().array(byte[].class).ofSize(20).map(Address::of),
            Arbitraries.of("https://a", "urn:x:y", "http://u@[::ffff:1.2.3.4]:/p?q#f", "x:"),
            Arbitraries.longs().greaterOrEqual(0),
            Arbitraries.strings().alpha().numeric().ofMinLength(8).ofMaxLength(40),
            timestamps().list().ofSize(3),
            Arbitraries.of("https://a/1", "ipfs://b").list().ofMaxSize(3).injectNull(0.4))
        .as((texts, domain, address, uri, chain, nonce, times, resources) ->
            new SignInMessage(
                texts.get(0),
                domain,
                address,
                texts.get(1),
                uri,
                chain,
                nonce,
                times.get(0),
                times.get(1).text().endsWith("Z") ? null : times.get(1),
                times.get(2).text().endsWith("Z") ? null : times.get(2),
                texts.get(2),
                resources));
  }

  private static Arbitrary<Timestamp> timestamps() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 253_402_300_799L),
            Arbitraries.of("Z", "+00:00", "-07:30", ".5Z", ".123456789z"))
        .as((second, zone) ->
            new Timestamp(Instant.ofEpochSecond(second).toString().replace("Z", zone)));
  }
}
