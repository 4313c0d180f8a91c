package org.tributary.gateway.signin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;

/**
 * Reads a sign-in message by the grammar of EIP-4361 and nothing looser; what it accepts, {@link
 * SignInMessage#text} writes again to the letter. Narrower than the grammar in two places: a chain
 * id has no leading zeros, and a domain has a host.
 */
final class SignInParser {

  static final int MAX_CHARS = 4_096;
  private static final int MAX_RESOURCES = 32;

  private final String[] lines;
  private int next;

  private SignInParser(String text) {
    this.lines = text.split("\n", -1);
  }

  static SignInMessage parse(String text) throws MalformedMessage {
    if (text.length() > MAX_CHARS) {
      throw new MalformedMessage(1, "at most " + MAX_CHARS + " characters");
    }
    return new SignInParser(text).message();
  }

  private SignInMessage message() throws MalformedMessage {
    String origin = ending(SignInMessage.WANTS);
    int separator = origin.indexOf("://");
    String scheme = separator < 0 ? null : origin.substring(0, separator);
    String domain = separator < 0 ? origin : origin.substring(separator + 3);
    check(scheme == null || Rfc3986.isScheme(scheme), "a URI scheme before '://'");
    check(Rfc3986.isAuthority(domain), "a domain");
    Address address = address();
    emptyLine();
    String statement = statement();
    String uri = checked("URI: ", "a URI", Rfc3986::isUri);
    checked("Version: ", "version 1", SignInMessage.VERSION::equals);
    long chainId = chainId();
    String nonce = checked("Nonce: ", "8 or more letters and digits", SignInParser::isNonce);
    Timestamp issuedAt = time("Issued At: ").orElseThrow(() -> expected("'Issued At: '"));
    SignInMessage message =
        new SignInMessage(
            scheme,
            domain,
            address,
            statement,
            uri,
            chainId,
            nonce,
            issuedAt,
            time("Expiration Time: ").orElse(null),
            time("Not Before: ").orElse(null),
            requestId(),
            resources());
    if (next < lines.length) {
      next++;
      throw expected("the end of the message");
    }
    return message;
  }

  /** Only the checksummed spelling: another one would be another text. */
  private Address address() throws MalformedMessage {
    String text = line("an address");
    try {
      Address address = new Address(text);
      check(address.text().equals(text), "an address with its EIP-55 checksum");
      return address;
    } catch (IllegalArgumentException e) {
      throw expected("an address with its EIP-55 checksum");
    }
  }

  /** The line after the address, or nothing where that is empty too. */
  private @Nullable String statement() throws MalformedMessage {
    String line = line("a statement or an empty line");
    if (line.isEmpty()) {
      return null;
    }
    check(Rfc3986.isStatement(line), "a statement of URI characters and spaces");
    emptyLine();
    return line;
  }

  private long chainId() throws MalformedMessage {
    String digits = checked("Chain ID: ", "a chain id", SignInParser::isNumber);
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException tooLarge) {
      throw expected("a chain id below 2^63");
    }
  }

  private Optional<Timestamp> time(String label) throws MalformedMessage {
    Optional<String> text = optional(label);
    try {
      return text.map(Timestamp::new);
    } catch (IllegalArgumentException e) {
      throw expected("an RFC 3339 date-time after '" + label + "'");
    }
  }

  private @Nullable String requestId() throws MalformedMessage {
    Optional<String> id = optional("Request ID: ");
    check(id.isEmpty() || Rfc3986.isPchars(id.get()), "URI path characters after 'Request ID: '");
    return id.orElse(null);
  }

  private @Nullable List<String> resources() throws MalformedMessage {
    if (next >= lines.length || !lines[next].equals("Resources:")) {
      return null;
    }
    next++;
    List<String> resources = new ArrayList<>();
    while (next < lines.length) {
      check(resources.size() < MAX_RESOURCES, "at most " + MAX_RESOURCES + " resources");
      resources.add(checked("- ", "a URI", Rfc3986::isUri));
    }
    return resources;
  }

  private static boolean isNonce(String text) {
    return text.length() >= 8 && text.chars().allMatch(SignInParser::isLetterOrDigit);
  }

  private static boolean isLetterOrDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isNumber(String text) {
    return text.equals("0")
        || (!text.isEmpty()
            && text.charAt(0) != '0'
            && text.chars().allMatch(c -> c >= '0' && c <= '9'));
  }

  private String checked(String label, String what, Function<String, Boolean> fits)
      throws MalformedMessage {
    String value = optional(label).orElseThrow(() -> expectedNext("'" + label + "'"));
    check(fits.apply(value), what + " after '" + label + "'");
    return value;
  }

  /** What follows a label, if the next line begins with it. */
  private Optional<String> optional(String label) {
    if (next >= lines.length || !lines[next].startsWith(label)) {
      return Optional.empty();
    }
    return Optional.of(lines[next++].substring(label.length()));
  }

  private String ending(String end) throws MalformedMessage {
    String line = line("a domain");
    check(line.endsWith(end), "'<domain>" + end + "'");
    return line.substring(0, line.length() - end.length());
  }

  private void emptyLine() throws MalformedMessage {
    check(line("an empty line").isEmpty(), "an empty line");
  }

  private String line(String what) throws MalformedMessage {
    if (next >= lines.length) {
      throw expectedNext(what);
    }
    return lines[next++];
  }

  private void check(boolean holds, String what) throws MalformedMessage {
    if (!holds) {
      throw expected(what);
    }
  }

  /** About the line that was just read. */
  private MalformedMessage expected(String what) {
    return new MalformedMessage(Math.max(1, next), what);
  }

  private MalformedMessage expectedNext(String what) {
    return new MalformedMessage(next + 1, what);
  }
}
