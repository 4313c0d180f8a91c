package org.tributary.gateway.succession;

import java.nio.file.Path;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.gateway.settlement.PublishedVouchers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Claims what payers had signed for and nobody has claimed. */
@Command(
    name = "claim",
    description = "Claims published vouchers for the pool; --key is the operator's.",
    mixinStandardHelpOptions = true)
final class ClaimVouchers extends SuccessorCommand {

  @Option(
      names = "--vouchers",
      required = true,
      description = "The channels' vouchers as published: vouchers.ndjson.")
  private Path vouchers;

  @Override
  void act(Chain chain, SigningKey operator) {
    PublishedVouchers.Taken taken = PublishedVouchers.read(vouchers).claim(chain, operator);
    StringBuilder text = new StringBuilder();
    text.append(
        "Claimed in %d transactions; the pool has received %s base units more."
            .formatted(taken.transactions().size(), taken.received()));
    taken.unpaid().forEach(channel -> text.append("%nNOT PAID by %s".formatted(channel)));
    print(taken, text.toString());
  }
}
