package org.tributary.gateway.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.ChainException;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.redis.RedisConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tributary ledger}: saves the ledger, brings it back, checks it and sets it right. */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    description = "Save, restore, check or rebuild what Redis knows of money.",
    subcommands = {
      LedgerCommand.Backup.class,
      LedgerCommand.Restore.class,
      LedgerCommand.Check.class,
      LedgerCommand.Rebuild.class
    })
public final class LedgerCommand {

  private static final int FAILED = 1;
  private static final int DOES_NOT_ADD_UP = 2;
  private static final int MOST_SHOWN = 20;

  /** What all of them share: which Redis, and answers for people or programs. */
  abstract static class OnLedger implements Callable<Integer> {
    private static final JsonMapper JSON =
        JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    @Spec private CommandSpec spec;

    @Option(
        names = "--redis",
        defaultValue = "${env:TRIBUTARY_REDIS_URI:-redis://127.0.0.1:6399}",
        description = "Which Redis (default: ${DEFAULT-VALUE}).")
    private URI uri;

    @Option(
        names = "--cluster",
        defaultValue = "${env:TRIBUTARY_REDIS_CLUSTER:-false}",
        description = "It is a node of a Redis Cluster.")
    private boolean cluster;

    @Option(names = "--json", description = "Print JSON with exact amounts.")
    private boolean json;

    @Override
    public final Integer call() {
      try (Redis redis = new Redis(RedisConfig.at(uri, cluster, 0))) {
        return run(redis);
      } catch (BackupRefused | RedisException | ChainException | IOException failure) {
        spec.commandLine().getErr().println("ledger " + spec.name() + ": " + failure.getMessage());
        return FAILED;
      }
    }

    abstract int run(Redis redis) throws IOException;

    final PrintWriter out() {
      return spec.commandLine().getOut();
    }

    /** Prints as JSON if that was asked for. */
    final boolean printed(Object value) {
      if (json) {
        try {
          out().println(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
          throw new IllegalStateException("an answer is always JSON", e);
        }
      }
      return json;
    }
  }

  @Command(
      name = "backup",
      mixinStandardHelpOptions = true,
      description =
          "Save the whole ledger to a file while gateways go on; each partition is saved as it was"
              + " at one moment.")
  static final class Backup extends OnLedger {
    @Parameters(paramLabel = "FILE", description = "A new file.")
    private Path file;

    @Override
    int run(Redis redis) throws IOException {
      LedgerBackup.Saved saved = new LedgerBackup(redis, Clock.systemUTC()).save(file);
      if (!printed(saved)) {
        out()
            .printf(
                "Saved %d keys of %d partitions in %s.%n",
                saved.keys(), saved.partitions(), saved.file());
      }
      return 0;
    }
  }

  @Command(
      name = "restore",
      mixinStandardHelpOptions = true,
      description =
          "Bring a backup back into an empty Redis. The file is checked to its end before the first"
              + " key is written.")
  static final class Restore extends OnLedger {
    @Parameters(paramLabel = "FILE", description = "A backup.")
    private Path file;

    @Override
    int run(Redis redis) {
      BackupFile.Summary restored = new LedgerRestore(redis).restore(file);
      if (!printed(restored)) {
        out().printf("Restored %d keys, saved at %s.%n", restored.keys(), restored.createdAt());
      }
      return 0;
    }
  }

  /** What check and rebuild share. */
  abstract static class Audited extends OnLedger {
    @Option(
        names = "--rpc",
        description = "Compare deposits and claims with the chain behind this URL, too.")
    private @Nullable URI rpc;

    final int audit(Redis redis, boolean correct) {
      ChainView chain = rpc == null ? ChainView.NONE : ChainView.at(rpc);
      LedgerAudit.Report report = new LedgerAudit(redis, chain, Clock.systemUTC()).run(correct);
      if (!printed(report)) {
        print(report);
      }
      return report.isClean() ? 0 : DOES_NOT_ADD_UP;
    }

    private void print(LedgerAudit.Report report) {
      report.findings().stream()
          .limit(MOST_SHOWN)
          .forEach(each ->
              out()
                  .printf(
                      "  %s %s %s%n",
                      each.key(), each.field() == null ? "" : each.field(), each.text()));
      if (report.findings().size() > MOST_SHOWN) {
        out().printf("  … and %d more (--json shows all)%n", report.findings().size() - MOST_SHOWN);
      }
      out()
          .printf(
              "%d charges in %d partitions added up: %d differences, %d set right.%n",
              report.entries(), report.partitions(), report.findings().size(), report.corrected());
    }
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description =
          "Add up every ledger stream and compare balances, budgets and payees' totals with it."
              + " Exit code 2 if anything differs.")
  static final class Check extends Audited {
    @Override
    int run(Redis redis) {
      return audit(redis, false);
    }
  }

  @Command(
      name = "rebuild",
      mixinStandardHelpOptions = true,
      description =
          "Like check, and write what the streams say. Exit code 2 if something is left that only a"
              + " backup can bring back.")
  static final class Rebuild extends Audited {
    @Override
    int run(Redis redis) {
      return audit(redis, true);
    }
  }
}
