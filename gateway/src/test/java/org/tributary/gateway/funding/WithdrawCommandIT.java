package org.tributary.gateway.funding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.chain.DevelopmentChain;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.gateway.redis.RealRedis;
import picocli.CommandLine;

/** Taking a balance out when the gateway does not answer any more. */
@ExtendWith(RealRedis.class)
class WithdrawCommandIT {

  private final Path home;
  private final FundedStack stack;
  private final ObjectMapper json = new ObjectMapper();
  private final SigningKey payer = SigningKey.random();

  WithdrawCommandIT(@TempDir Path home, URI redis) throws IOException {
    this.home = home;
    this.stack = new FundedStack(home, redis);
  }

  @AfterEach
  void stop() {
    stack.close();
  }

  private record Printed(int exitCode, String text) {}

  @Test
  void withdraw_returnsTheWholeBalanceWithoutTheGateway() throws Exception {
    JsonNode open = fund(500_000);
    BigInteger before = stack.balance(payer.address());
    stack.server.stop();
    Path key = recoveryFile();

    JsonNode status = ok("status", "--key", key.toString());
    assertEquals("500000", status.path(0).path("unclaimed").asText());
    assertEquals(open.path("channelId").asText(), status.path(0).path("channelId").asText());

    JsonNode started = ok("start", "--key", key.toString());
    assertEquals("500000", started.path(0).path("withdrawing").asText());
    assertEquals(started, ok("start", "--key", key.toString()));

    Printed early = run("finish", "--key", key.toString());
    assertEquals(1, early.exitCode());
    assertTrue(early.text().contains("too early"), early.text());

    DevelopmentChain.of(stack.chain).advance(Duration.ofSeconds(901));
    JsonNode finished = ok("finish", "--key", key.toString());
    assertEquals("0", finished.path(0).path("unclaimed").asText());
    assertEquals(before.add(BigInteger.valueOf(500_000)), stack.balance(payer.address()));
    assertEquals("[]", ok("finish", "--key", key.toString()).toString().replace(" ", ""));
  }

  @Test
  void channelFromAFile_needsNoSearch() throws Exception {
    JsonNode open = fund(40_000);
    Path channel = Files.writeString(home.resolve("channel.json"), open.toString());
    Path key = Files.writeString(home.resolve("hex.key"), payer.secretHex() + "\n");

    JsonNode status =
        ok(
            "status",
            "--key",
            key.toString(),
            "--channel",
            channel.toString(),
            "--from-block",
            "999999999");

    assertEquals("40000", status.path(0).path("unclaimed").asText());
  }

  @Test
  void badFiles_areNamedWithoutTheirSecrets() throws Exception {
    Path other = home.resolve("other.json");
    String text =
        json.writeValueAsString(
            Map.of(
                "format", "tributary-key-v1",
                "address", SigningKey.random().address().text(),
                "secret", payer.secretHex()));
    Files.writeString(other, text);

    Printed damaged = run("status", "--key", other.toString());
    assertEquals(1, damaged.exitCode());
    assertTrue(damaged.text().contains("another address"), damaged.text());
    Files.writeString(other, "{\"format\":\"x\"}");
    assertTrue(run("status", "--key", other.toString()).text().contains("tributary-key-v1"));
    Files.writeString(other, "0x12");
    assertTrue(run("status", "--key", other.toString()).text().contains("64 hex digits"));
    assertEquals(2, run("start").exitCode());
  }

  /** A funded channel of the payer's own. */
  private JsonNode fund(long amount) throws Exception {
    stack.ok(stack.post("/v1/faucet", Map.of("address", payer.address().text()), null));
    String session = stack.signIn(payer);
    JsonNode open =
        stack.ok(stack.post("/v1/accounts", Map.of("amount", Long.toString(amount)), session));
    stack.ok(
        stack.post(
            "/v1/accounts/me/deposits",
            Map.of("erc3009", WalletSigner.deposit(payer, open.path("erc3009"))),
            session));
    return open;
  }

  private Path recoveryFile() throws IOException {
    String text =
        json.writeValueAsString(
            Map.of(
                "format", "tributary-key-v1",
                "address", payer.address().text(),
                "secret", payer.secretHex()));
    return Files.writeString(home.resolve("recovery.json"), text);
  }

  private JsonNode ok(String subcommand, String... arguments) throws IOException {
    Printed printed = run(subcommand, arguments);
    assertEquals(0, printed.exitCode(), printed.text());
    return json.readTree(printed.text());
  }

  private Printed run(String subcommand, String... arguments) {
    StringWriter text = new StringWriter();
    String[] all = new String[arguments.length + 4];
    all[0] = subcommand;
    all[1] = "--rpc";
    all[2] = stack.anvil.rpcUrl().toString();
    all[3] = "--json";
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    int exit =
        new CommandLine(new WithdrawCommand())
            .setOut(new PrintWriter(text, true))
            .setErr(new PrintWriter(text, true))
            .execute(all);
    return new Printed(exit, text.toString());
  }
}
