package org.tributary.gateway.proof;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProofFetcherTest {
  private final ServerSocket listening = listen();

  @AfterEach
  void close() throws IOException {
    listening.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "0.1.2.3",
        "192.0.0.8",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:1::1",
        "2001:db8::1",
        "::127.0.0.1"
      })
  void isPublic_refusesOurOwnNetworks(String address) {
    assertFalse(PublicAddresses.isPublic(InetAddress.ofLiteral(address)), address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "140.82.121.3", "172.32.0.1", "2606:4700::1111"})
  void isPublic_takesTheInternets(String address) {
    assertTrue(PublicAddresses.isPublic(InetAddress.ofLiteral(address)), address);
  }

  @Test
  void fetch_givesTheBody() throws IOException {
    answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    assertArrayEquals(
        "hello".getBytes(StandardCharsets.US_ASCII), fetcher(true).fetch(url("http")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 302 Found\\r\\nLocation: http://127.0.0.1/\\r\\n\\r\\n | redirects",
        "HTTP/1.1 404 Not Found\\r\\n\\r\\n | not 200",
        "SSH-2.0-OpenSSH\\r\\n\\r\\n | not 200",
        "no header at all | no HTTP",
      })
  void fetch_takesNothingElse(String answer, String why) {
    answer(answer.replace("\\r\\n", "\r\n"));
    assertFails(why, fetcher(true), "http");
  }

  @Test
  void fetch_isBoundedInSize() {
    answer("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(101));
    assertFails("larger than 100", fetcher(true), "http");
  }

  @Test
  void fetch_isBoundedInTimeThoughBytesKeepComing() {
    CountDownLatch left = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() -> {
          try (Socket caller = listening.accept()) {
            OutputStream out = caller.getOutputStream();
            while (true) {
              out.write(' ');
              out.flush();
              Thread.sleep(20);
            }
          } catch (IOException | InterruptedException closed) {
            left.countDown();
          }
        });
    assertFails("no whole answer", fetcher(true), "http");
    assertTrue(awaited(left));
  }

  @Test
  void fetch_neverConnectsToAPrivateAddressThatIsNotConfigured() {
    assertFails("no public address", fetcher(false), "https");
  }

  @ParameterizedTest
  @CsvSource({
    "example.org, domain, example.org",
    "https://Example.org/.well-known/tributary.json, domain, example.org",
    "https://raw.githubusercontent.com/poet/poems/main/tributary-owner.json, repository,"
        + " raw.githubusercontent.com/poet/poems",
  })
  void parse_namesWhoseWordItIs(String text, String kind, String name) {
    ProofSource source = ProofSource.parse(text, config(List.of()));
    assertEquals(kind, source.kind());
    assertEquals(name, source.name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://example.org/.well-known/tributary.json",
        "https://example.org/other.json",
        "https://example.org:8443/.well-known/tributary.json",
        "https://user@example.org/.well-known/tributary.json",
        "https://example.org/.well-known/tributary.json?x=1",
        "https://raw.githubusercontent.com/.well-known/tributary.json",
        "https://raw.githubusercontent.com/poet/poems/main/README.md",
        "https://raw.githubusercontent.com/poet/../tributary-owner.json",
        "https://huggingface.co/tributary-owner.json",
        "ftp://example.org/.well-known/tributary.json",
        "https:///x",
        "exa mple.org"
      })
  void parse_refusesWhatProvesNothing(String text) {
    assertThrows(IllegalArgumentException.class, () -> ProofSource.parse(text, config(List.of())));
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void answer(String text) {
    Thread.ofVirtual()
        .start(() -> {
          try (Socket caller = listening.accept()) {
            caller.getInputStream().readNBytes(10);
            caller.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            caller.shutdownOutput();
            caller.getInputStream().readAllBytes();
          } catch (IOException gone) {
            // The test says what was wrong.
          }
        });
  }

  private void assertFails(String why, ProofFetcher fetcher, String scheme) {
    IOException failure = assertThrows(IOException.class, () -> fetcher.fetch(url(scheme)));
    assertTrue(String.valueOf(failure.getMessage()).contains(why), failure.getMessage());
  }

  private URI url(String scheme) {
    return URI.create(scheme + "://127.0.0.1:" + listening.getLocalPort() + "/x");
  }

  private ProofFetcher fetcher(boolean configured) {
    return new ProofFetcher(
        config(configured ? List.of("127.0.0.1:" + listening.getLocalPort()) : List.of()));
  }

  private static ProofConfig config(List<String> privateHosts) {
    return new ProofConfig(
        List.of("raw.githubusercontent.com", "huggingface.co"),
        privateHosts,
        List.of("*"),
        Duration.ofMillis(700),
        100,
        4,
        30);
  }

  private static ServerSocket listen() {
    try {
      return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
