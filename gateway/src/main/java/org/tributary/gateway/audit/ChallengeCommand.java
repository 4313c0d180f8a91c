package org.tributary.gateway.audit;

import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.ArbiterContract;
import org.tributary.contracts.chain.Fault;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.chain.TransactionReceipt;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackFailure;
import org.tributary.gateway.local.TributaryCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tributary challenge}: has a wrong root rejected, for half of its poster's bond. */
@Command(
    name = "challenge",
    mixinStandardHelpOptions = true,
    description =
        "Audits a pending epoch; where it is wrong, proves it to the pool's arbiter in two"
            + " transactions: a commitment, then the proof. Exit code 2 if there is nothing to prove.")
public final class ChallengeCommand extends TributaryCommand {
  private static final int NOTHING = 2;

  @Mixin private AuditFiles files;

  @Option(
      names = "--key",
      required = true,
      description = "Who challenges, pays the gas and is rewarded: 64 hex digits in a file.")
  private Path key;

  @Option(names = "--dry-run", description = "Only ask the arbiter whether the proof stands.")
  private boolean dryRun;

  /** Amounts in base units; nulls where nothing was sent. */
  record Outcome(
      AuditReport audit,
      boolean proven,
      @Nullable Bytes32 commitment,
      @Nullable Bytes32 transaction,
      @Nullable String gasUsed,
      @Nullable String reward) {}

  @Override
  protected int answer() {
    Outcome outcome = challenge(files.audit());
    if (isJson()) {
      print(outcome);
    } else {
      tell(outcome);
    }
    return outcome.proven() ? 0 : NOTHING;
  }

  private Outcome challenge(AuditFiles.Audited audited) {
    AuditReport report = AuditReport.of(audited.result());
    Objection finding = audited.result().finding();
    Fault fault = finding == null ? null : finding.fault();
    if (fault == null) {
      return new Outcome(report, false, null, null, null, null);
    }
    ArbiterContract arbiter = arbiter(audited);
    // What does not stand is not worth the gas: it reverts here.
    Bytes32 roots = arbiter.judge(fault);
    if (!roots.equals(audited.result().posted().roots().hash())) {
      throw new StackFailure("the arbiter judges other roots than those that were posted");
    }
    return dryRun
        ? new Outcome(report, true, null, null, null, null)
        : send(audited, report, arbiter, fault);
  }

  private Outcome send(
      AuditFiles.Audited audited, AuditReport report, ArbiterContract arbiter, Fault fault) {
    TxSender sender = TxSender.of(audited.chain(), RunningStack.signingKey(key));
    Bytes32 salt = Bytes32.of(new BigInteger(256, new SecureRandom()));
    Bytes32 commitment = arbiter.commit(sender, fault, salt).hash();
    BigInteger before = rewards(audited.pool(), sender);
    TransactionReceipt sent = arbiter.challenge(sender, fault, salt);
    BigInteger reward = rewards(audited.pool(), sender).subtract(before);
    return new Outcome(
        report, true, commitment, sent.hash(), Long.toString(sent.gasUsed()), reward.toString());
  }

  private static BigInteger rewards(RevenuePoolContract pool, TxSender challenger) {
    return pool.bonds().rewardOf(challenger.address());
  }

  private static ArbiterContract arbiter(AuditFiles.Audited audited) {
    if (!audited.result().posted().isPending()) {
      throw new StackFailure(
          "epoch %d is active: a root can be challenged only while it is pending"
              .formatted(audited.result().posted().number()));
    }
    return audited
        .pool()
        .arbiter()
        .orElseThrow(() -> new StackFailure("the pool has no arbiter: nothing can be challenged"));
  }

  private void tell(Outcome outcome) {
    PrintWriter out = out();
    AuditReport audit = outcome.audit();
    if (audit.agrees()) {
      out.println("Everything agrees: there is nothing to challenge.");
      return;
    }
    out.println("Wrong: " + audit.finding());
    if (!outcome.proven()) {
      out.println("The arbiter cannot be shown this: it is for watchers to refuse.");
    } else if (outcome.transaction() == null) {
      out.println("The arbiter would take it as " + audit.challenge() + ". Nothing was sent.");
    } else {
      out.printf(
          "Proven as %s by %s (%s gas): the root is rejected.%n",
          audit.challenge(), outcome.transaction(), outcome.gasUsed());
      out.printf("Reward: %s base units, to be collected from the bonds.%n", outcome.reward());
    }
  }
}
