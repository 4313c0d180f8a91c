package org.tributary.gateway.receipt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.contracts.chain.ArbiterContract;
import org.tributary.contracts.chain.AssetRegistryContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.OperatorAuthorizerContract;
import org.tributary.contracts.chain.RegistryRecords;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.MerkleList;
import org.tributary.contracts.receipt.Receipt;
import org.tributary.contracts.receipt.ReceiptCheck;
import org.tributary.contracts.receipt.SignedReceipt;
import org.tributary.contracts.typeddata.Domain;

/** Checks a receipt against the chain, and against nothing else. */
final class ReceiptVerification {
  private final Chain chain;
  private final RevenuePoolContract pool;
  private final Address registry;

  /** {@code registry} is for pools without an arbiter, which names the one that it judges by. */
  ReceiptVerification(Chain chain, Address pool, Address registry) {
    this.chain = chain;
    this.pool = new RevenuePoolContract(chain, pool);
    this.registry = this.pool.arbiter().map(ArbiterContract::registry).orElse(registry);
  }

  /** Every check, in the order in which a reader asks. */
  List<Finding> findings(ReceiptDocument document) {
    Receipt receipt = document.signed().receipt();
    Domain domain = Receipt.domain(chain.chainId(), pool.address());
    RegistryRecords records = new RegistryRecords(new AssetRegistryContract(chain, registry));
    List<Finding> findings = new ArrayList<>();
    findings.add(signature(document.signed(), domain));
    findings.add(
        Finding.of(
            "arithmetic",
            ReceiptCheck.arithmetic(receipt),
            "usage at its prices costs %d base units, and the %d shares sum to that"
                .formatted(receipt.charge(), receipt.split().size())));
    findings.add(
        Finding.of(
            "terms",
            ReceiptCheck.terms(receipt, records),
            "asset %s with this content had version %d of its terms in period %d"
                .formatted(receipt.modelAsset(), receipt.termsVersion(), receipt.period())));
    findings.add(
        Finding.of(
            "split",
            ReceiptCheck.split(receipt, records),
            "every share and payee is as the registry %s has it".formatted(registry)));
    findings.add(inclusion(document, receipt.digest(domain)));
    return List.copyOf(findings);
  }

  private Finding signature(SignedReceipt signed, Domain domain) {
    OperatorAuthorizerContract keys = pool.authorizer();
    return Finding.of(
        "signature",
        ReceiptCheck.signature(signed, domain, keys::isReceiptSigner),
        "by %s, a receipt key of the pool %s"
            .formatted(signed.signer(domain).map(Address::text).orElse(""), pool.address()));
  }

  private Finding inclusion(ReceiptDocument document, Bytes32 leaf) {
    if (document.placed().isEmpty()) {
      return Finding.open("inclusion", "not shown: ask for the receipt again once it is settled");
    }
    ReceiptDocument.Placed placed = document.placed().get();
    Optional<Bytes32> root = MerkleList.rootOf(leaf, placed.receipts(), placed.proof());
    boolean leads =
        root.filter(top ->
                MerkleList.commitment(top, placed.receipts()).equals(placed.roots().receiptsRoot()))
            .isPresent();
    if (!leads) {
      return Finding.fails("inclusion", "the proof does not lead to the epoch's receipts");
    }
    return posted(placed);
  }

  private Finding posted(ReceiptDocument.Placed placed) {
    String place =
        "receipt %d of %d in epoch %d"
            .formatted(placed.proof().index(), placed.receipts(), placed.epoch());
    Bytes32 roots = placed.roots().hash();
    Optional<Bytes32> active = pool.activatedRoots(placed.epoch());
    if (active.isPresent()) {
      return active.get().equals(roots)
          ? Finding.holds("inclusion", place + ", which is active")
          : Finding.fails("inclusion", "the pool has other roots for epoch " + placed.epoch());
    }
    return pool.pending()
        .filter(each -> each.epoch() == placed.epoch() && each.rootsHash().equals(roots))
        .map(each ->
            Finding.open("inclusion", place + ", which is pending until " + each.activatesAt()))
        .orElseGet(() -> Finding.open("inclusion", place + ", which the pool does not know (yet)"));
  }
}
