package org.tributary.gateway.succession;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.receipt.CallId;
import org.tributary.gateway.audit.NextEpoch;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Posts what was claimed and is not allocated yet, for a bond, after 30 days of silence. */
@Command(
    name = "post",
    description = {
      "Makes the next epoch of published open receipts, by the gateway's own arithmetic, and posts"
          + " it. Receipts that an audit would find wrong are left out: a wrong root costs the bond.",
      "The operator may at any time, anyone else after 30 silent days where there are watchers."
    },
    mixinStandardHelpOptions = true)
final class PostEpoch extends SuccessorCommand {

  @Mixin private PoolOption pool;

  @Option(
      names = "--receipts",
      required = true,
      description = "The receipts that are in no epoch: open.ndjson.")
  private Path receipts;

  @Option(
      names = "--payouts",
      description = "The last active epoch's table, payouts-N.json; none before the first.")
  private @Nullable Path payouts;

  @Option(
      names = "--settled",
      arity = "1..*",
      description = "Published epochs, epoch-N.ndjson: what is in them is not taken again.")
  private List<Path> settled = List.of();

  @Option(names = "--registry", description = "The asset registry, where the pool has no arbiter.")
  private @Nullable String registry;

  @Option(
      names = "--out",
      defaultValue = ".",
      description = "Folder for the new epoch's files, to be published (default: this one).")
  private Path out;

  @Option(
      names = "--available",
      arity = "1..*",
      description = "Watchers' signatures about the roots, where the pool asks for them.")
  private List<String> available = List.of();

  @Option(names = "--dry-run", description = "Writes the files and sends nothing.")
  private boolean dryRun;

  private record Posted(
      long epoch,
      String total,
      long payees,
      int receipts,
      long waiting,
      Map<CallId, String> leftOut,
      List<String> missing,
      Bytes32 payoutRoot,
      Bytes32 receiptsRoot,
      Bytes32 toSign,
      @Nullable Bytes32 transaction) {}

  @Override
  void act(Chain chain, SigningKey key) {
    RevenuePoolContract at = pool.on(chain);
    TxSender sender = TxSender.of(chain, key);
    Poster poster = new Poster(chain, at, sender);
    poster.requireOpen();
    if (!dryRun) {
      poster.requireAllowed();
      poster.bringIn();
    }
    PublishedState state = PublishedState.read(chain, at, payouts, settled, registry);
    NextEpoch next = state.next(receipts);
    if (!next.missing().isEmpty()) {
      warn(
          "not among --settled: epoch %s. Receipts of theirs in %s would be charged again, which"
                  .formatted(String.join(", ", next.missing()), receipts)
              + " costs the bond");
    }
    long number = at.activeEpoch() + 1;
    EpochRoots roots = next.accounts().roots();
    if (roots.total().equals(state.last().total())) {
      throw new StackFailure(
          "nothing to post: %d open receipts are not paid for, %d are wrong: %s"
              .formatted(next.waiting(), next.leftOut().size(), next.leftOut()));
    }
    state.write(out, number, next);
    Bytes32 sent = dryRun ? null : poster.post(number, roots, available);
    print(
        new Posted(
            number,
            roots.total().toString(),
            roots.payees(),
            next.accounts().receipts().size(),
            next.waiting(),
            next.leftOut(),
            next.missing(),
            roots.payoutRoot(),
            roots.receiptsRoot(),
            at.availabilityDigest(number, roots),
            sent),
        text(number, roots, state.last().total(), next));
  }

  private String text(long number, EpochRoots roots, BigInteger before, NextEpoch next) {
    String wrong =
        next.leftOut().entrySet().stream()
            .map(each ->
                "The receipt of %s is left out: %s.%n".formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining());
    return wrong
        + ("Epoch %d %s: %d receipts grant %s base units to %d payees; %d wait for money.%n"
                + "Its files are in %s: publish them. `epoch activate` when its delay has passed.")
            .formatted(
                number,
                dryRun ? "would be posted" : "is posted",
                next.accounts().receipts().size(),
                roots.total().subtract(before),
                roots.payees(),
                next.waiting(),
                out);
  }
}
