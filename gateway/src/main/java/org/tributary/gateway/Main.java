package org.tributary.gateway;

import io.micronaut.runtime.Micronaut;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.tributary.gateway.accesskey.KeysCommand;
import org.tributary.gateway.audit.AuditCommand;
import org.tributary.gateway.audit.ChallengeCommand;
import org.tributary.gateway.audit.WatchCommand;
import org.tributary.gateway.bench.BenchCommand;
import org.tributary.gateway.earnings.ClaimCommand;
import org.tributary.gateway.earnings.EarningsCommand;
import org.tributary.gateway.funding.WithdrawCommand;
import org.tributary.gateway.ledger.LedgerCommand;
import org.tributary.gateway.local.DownCommand;
import org.tributary.gateway.local.InspectCommand;
import org.tributary.gateway.local.LogsCommand;
import org.tributary.gateway.local.StatusCommand;
import org.tributary.gateway.local.UpCommand;
import org.tributary.gateway.owner.AssetsCommand;
import org.tributary.gateway.receipt.VerifyCommand;
import org.tributary.gateway.settlement.SettleCommand;
import org.tributary.gateway.succession.EpochCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The gateway's program: the server itself, and the commands around it. */
@Command(
    name = "tributary",
    mixinStandardHelpOptions = true,
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      SettleCommand.class,
      EarningsCommand.class,
      ClaimCommand.class,
      EpochCommand.class,
      WithdrawCommand.class,
      VerifyCommand.class,
      InspectCommand.class,
      KeysCommand.class,
      AssetsCommand.class,
      BenchCommand.class,
      LedgerCommand.class,
      AuditCommand.class,
      ChallengeCommand.class,
      WatchCommand.class,
      Main.ServeCommand.class
    })
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    CommandLine line =
        new CommandLine(new Main())
            .setExecutionExceptionHandler((failure, command, parsed) -> {
              command.getErr().println(command.getCommandName() + ": " + failure.getMessage());
              if (System.getenv("TRIBUTARY_DEBUG") != null) {
                failure.printStackTrace(command.getErr());
              }
              return 1;
            });
    int exit = line.execute(arguments);
    line.getOut().flush();
    line.getErr().flush();
    System.exit(exit);
  }

  /** {@code tributary serve}: one gateway, configured by its environment. */
  @Command(
      name = "serve",
      mixinStandardHelpOptions = true,
      description = "Run one gateway, configured by environment (see application.yml).")
  static final class ServeCommand implements Callable<Integer> {
    @Override
    public Integer call() throws InterruptedException {
      Micronaut.run(Main.class);
      new CountDownLatch(1).await();
      return 0;
    }
  }
}
