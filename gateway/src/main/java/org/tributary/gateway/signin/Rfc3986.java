package org.tributary.gateway.signin;

import java.util.regex.Pattern;

/** The parts of RFC 3986's grammar that EIP-4361 refers to; each check is linear in its text. */
final class Rfc3986 {

  private static final String UNRESERVED = "A-Za-z0-9._~\\-";
  private static final String SUB_DELIMS = "!$&'()*+,;=";
  private static final String GEN_DELIMS = ":/?#\\[\\]@";
  private static final String PCT = "%[0-9A-Fa-f]{2}";
  private static final String PCHAR = "(?:[" + UNRESERVED + SUB_DELIMS + ":@]|" + PCT + ")";
  // Possessive throughout: a text that does not fit is never tried a second way.
  private static final Pattern PCHARS = Pattern.compile(PCHAR + "*+");
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.\\-]*+");
  private static final Pattern USERINFO =
      Pattern.compile("(?:[" + UNRESERVED + SUB_DELIMS + ":]|" + PCT + ")*+");
  private static final Pattern REG_NAME =
      Pattern.compile("(?:[" + UNRESERVED + SUB_DELIMS + "]|" + PCT + ")++");
  private static final Pattern PATH = Pattern.compile("(?:/|" + PCHAR + ")*+");
  private static final Pattern QUERY = Pattern.compile("(?:[/?]|" + PCHAR + ")*+");
  private static final Pattern PORT = Pattern.compile("[0-9]*+");
  private static final Pattern H16 = Pattern.compile("[0-9A-Fa-f]{1,4}");
  private static final Pattern DEC_OCTET =
      Pattern.compile("25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]");
  private static final Pattern IP_FUTURE =
      Pattern.compile("[vV][0-9A-Fa-f]++\\.[" + UNRESERVED + SUB_DELIMS + ":]++");
  private static final Pattern STATEMENT =
      Pattern.compile("[" + UNRESERVED + GEN_DELIMS + SUB_DELIMS + " ]++");
  private static final int IPV6_GROUPS = 8;

  private Rfc3986() {}

  static boolean isScheme(String text) {
    return SCHEME.matcher(text).matches();
  }

  /** {@code *pchar}. */
  static boolean isPchars(String text) {
    return PCHARS.matcher(text).matches();
  }

  /** {@code 1*( reserved / unreserved / " " )}, which is what EIP-4361 lets a statement be. */
  static boolean isStatement(String text) {
    return STATEMENT.matcher(text).matches();
  }

  /** An authority; an empty host, which the RFC allows, names nobody and is refused. */
  static boolean isAuthority(String text) {
    int at = text.indexOf('@');
    if (at >= 0 && !USERINFO.matcher(text.substring(0, at)).matches()) {
      return false;
    }
    String hostAndPort = text.substring(at + 1);
    int hostEnd =
        hostAndPort.startsWith("[") ? hostAndPort.indexOf(']') + 1 : portColon(hostAndPort);
    if (hostEnd < 1) {
      return false;
    }
    String port = hostAndPort.substring(hostEnd);
    return isHost(hostAndPort.substring(0, hostEnd))
        && (port.isEmpty() || (port.startsWith(":") && PORT.matcher(port.substring(1)).matches()));
  }

  /** {@code scheme ":" hier-part [ "?" query ] [ "#" fragment ]}. */
  static boolean isUri(String text) {
    int colon = text.indexOf(':');
    if (colon < 1 || !isScheme(text.substring(0, colon))) {
      return false;
    }
    String rest = text.substring(colon + 1);
    int hash = rest.indexOf('#');
    if (hash >= 0 && !QUERY.matcher(rest.substring(hash + 1)).matches()) {
      return false;
    }
    String beforeFragment = hash < 0 ? rest : rest.substring(0, hash);
    int mark = beforeFragment.indexOf('?');
    if (mark >= 0 && !QUERY.matcher(beforeFragment.substring(mark + 1)).matches()) {
      return false;
    }
    return isHierPart(mark < 0 ? beforeFragment : beforeFragment.substring(0, mark));
  }

  private static boolean isHierPart(String text) {
    if (!text.startsWith("//")) {
      return PATH.matcher(text).matches();
    }
    int slash = text.indexOf('/', 2);
    int end = slash < 0 ? text.length() : slash;
    return isAuthority(text.substring(2, end)) && PATH.matcher(text.substring(end)).matches();
  }

  private static int portColon(String hostAndPort) {
    int colon = hostAndPort.indexOf(':');
    return colon < 0 ? hostAndPort.length() : colon;
  }

  private static boolean isHost(String text) {
    if (!text.startsWith("[")) {
      return REG_NAME.matcher(text).matches();
    }
    String literal = text.substring(1, text.length() - 1);
    return IP_FUTURE.matcher(literal).matches() || isIpv6(literal);
  }

  private static boolean isIpv6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text, true) == IPV6_GROUPS;
    }
    int before = groups(text.substring(0, gap), false);
    int after = groups(text.substring(gap + 2), true);
    return before >= 0 && after >= 0 && before + after < IPV6_GROUPS;
  }

  /** How many 16-bit groups these are, or -1; an IPv4 address may be the last two. */
  private static int groups(String text, boolean last) {
    if (text.isEmpty()) {
      return 0;
    }
    String[] parts = text.split(":", -1);
    int count = 0;
    for (int i = 0; i < parts.length; i++) {
      if (H16.matcher(parts[i]).matches()) {
        count++;
      } else if (last && i == parts.length - 1 && isIpv4(parts[i])) {
        count += 2;
      } else {
        return -1;
      }
    }
    return count;
  }

  private static boolean isIpv4(String text) {
    String[] octets = text.split("\\.", -1);
    if (octets.length != 4) {
      return false;
    }
    for (String octet : octets) {
      if (!DEC_OCTET.matcher(octet).matches()) {
        return false;
      }
    }
    return true;
  }
}
