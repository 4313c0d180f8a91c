package org.tributary.gateway.routing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerEndpointTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8501",
        "https://worker.example.org",
        "HTTP://worker.example.org:1/",
        "http://10.0.0.7:65535",
        "http://[::1]:8501",
        "http://[fd00::7]:8501"
      })
  void hostAndPort_areAllowed(String endpoint) {
    assertDoesNotThrow(() -> WorkerEndpoint.parse(endpoint, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "worker.example.org:8501",
        "//worker.example.org",
        "ftp://worker.example.org",
        "file:///etc/passwd",
        "http://",
        "http:///v1",
        "http://user@worker.example.org",
        "http://user:pass@worker.example.org",
        "http://worker.example.org/v1",
        "http://worker.example.org//",
        "http://worker.example.org/?a=b",
        "http://worker.example.org?a",
        "http://worker.example.org#a",
        "http://worker.example.org:0",
        "http://worker.example.org:65536",
        "http://worker.example.org:99999999999",
        "http://worker example.org",
        "http://worker.example.org\r\nX: y",
        "http://worker_1.example.org",
        "http://127.1"
      })
  void anythingElse_isRefused(String endpoint) {
    assertThrows(IllegalArgumentException.class, () -> WorkerEndpoint.parse(endpoint, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254",
        "http://2852039166",
        "http://[fe80::1]",
        "http://[::ffff:169.254.169.254]",
        "http://0.0.0.0:80",
        "http://0",
        "http://[::]:80",
        "http://224.0.0.1",
        "http://[ff02::1]"
      })
  void addressesThatAreNoWorkers_areNeverCalled(String endpoint) {
    assertThrows(IllegalArgumentException.class, () -> WorkerEndpoint.parse(endpoint, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8501",
        "http://2130706433",
        "http://localhost:8501",
        "http://a.LOCALHOST",
        "http://[::1]",
        "http://[::ffff:127.0.0.1]",
        "http://10.1.2.3",
        "http://172.16.0.1",
        "http://192.168.1.1",
        "http://[fd00::7]"
      })
  void privateAddresses_canBeTurnedOff(String endpoint) {
    assertDoesNotThrow(() -> WorkerEndpoint.parse(endpoint, true));
    assertThrows(IllegalArgumentException.class, () -> WorkerEndpoint.parse(endpoint, false));
  }

  @Test
  void publicAddress_isAllowedWithoutPrivateOnes() {
    assertEquals(
        URI.create("https://203.0.113.7:443"),
        WorkerEndpoint.parse("https://203.0.113.7:443", false));
  }
}
